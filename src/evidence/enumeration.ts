/** How many are named in one sentence before it says how many more there are: what a reader takes in. A convention of this program. */
const NAMED = 6

/** `RUSI`, `CSIS and RUSI`, `a, b, c, d, e, f and 3 more`. @param items in the order in which they are wanted */
export function enumerated(items: readonly string[], most = NAMED): string {
  const parts = items.length > most ? [...items.slice(0, most), `${String(items.length - most)} more`] : items
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

/** The start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `1 document`, `5 documents`. @param many the plural, when it is not made with an s */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${String(n)} ${n === 1 ? one : many}`
}

/** A sentence as part of another one: without its full stop. */
export function clause(sentence: string): string {
  return sentence.replace(/\.\s*$/, '')
}
