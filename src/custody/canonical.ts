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
      if (!value.isWellFormed())
        throw new TypeError('a lone surrogate has no canonical form (RFC 8785, section 3.2.2.2)')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value))
        throw new TypeError('a number that is not finite has no canonical form (RFC 8785, section 3.2.2.3)')
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object': {
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
      const members = Object.keys(value)
        .sort()
        .filter((key) => (value as Record<string, unknown>)[key] !== undefined)
      return `{${members.map((key) => `${canonicalJson(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`).join(',')}}`
    }
    default:
      throw new TypeError(`a ${typeof value} has no canonical form`)
  }
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
