/**
 * The canonical form of RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units, no white space,
 * numbers and strings as ECMAScript writes them. Members whose value is undefined are left out, so that an optional
 * field added later keeps old hashes valid.
 *
 * @throws TypeError on what JSON cannot hold: NaN, infinities, lone surrogates, functions. Records are checked against
 *   their schema before, so reaching this is a bug.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      if (!Number.isFinite(value))
        throw new TypeError('a number that is not finite has no canonical form (RFC 8785, section 3.2.2.3)')
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? arrayOf(value) : objectOf(value as Record<string, unknown>)
    default:
      throw new TypeError(`a ${typeof value} has no canonical form`)
  }
}

function arrayOf(items: readonly unknown[]): string {
  let text = '['
  for (let i = 0; i < items.length; i += 1) text += (i === 0 ? '' : ',') + canonicalJson(items[i])
  return `${text}]`
}

function objectOf(members: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const name of sortedNames(members)) {
    const value = members[name]
    if (value !== undefined) text += `${text === '' ? '{' : ','}${quoted(name)}:${canonicalJson(value)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** Most are sorted already, and finding that out is much faster than sorting. */
function sortedNames(members: object): string[] {
  const names = Object.keys(members)
  for (let i = 1; i < names.length; i += 1) if ((names[i] ?? '') < (names[i - 1] ?? '')) return names.sort()
  return names
}

/** Characters that stand for themselves between quotation marks. */
const PLAIN = /^[ !#-[\]-~]*$/

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed())
    throw new TypeError('a lone surrogate has no canonical form (RFC 8785, section 3.2.2.2)')
  return JSON.stringify(text)
}

/**
 * Whether a text is the canonical form of the value it was parsed to. Most are, and then it is enough that it is written as
 * ECMAScript writes it and that the members are sorted: writing it anew with sorted members takes four times as long.
 */
export function isCanonical(text: string, value: unknown): boolean {
  return (isSorted(value) && JSON.stringify(value) === text) || canonicalJson(value) === text
}

function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isSorted)
  let before: string | undefined
  for (const key of Object.keys(value)) {
    if (before !== undefined && key < before) return false
    before = key
    if (!isSorted((value as Record<string, unknown>)[key])) return false
  }
  return true
}
