/*
 * Text from outside (notes, titles, names, quotations) may hold control characters that drive a terminal, and marks
 * that reorder what is read. It is kept as it is in the case and made visible here, at the edge. The notation is
 * JSON's, `\u001B`, everywhere.
 */

/** C0, DEL and C1 controls; line and paragraph separators; bidirectional marks, embeddings, overrides and isolates; the byte order mark. */
const UNSAFE = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g

/** A text with all of these replaced, tabs and line breaks too. */
export function withoutUnsafe(text: string, instead: string): string {
  return text.replace(UNSAFE, instead)
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** One line that cannot move the cursor: line breaks become ⏎, tabs a space, other controls their `\uXXXX`. */
export function oneLine(text: string): string {
  return text
    .replace(/\r\n|[\n\r]/g, ' ⏎ ')
    .replace(/\t/g, ' ')
    .replace(UNSAFE, escapeCharacter)
}

/** Keeps line breaks; everything else that a terminal would act on becomes visible. */
export function manyLines(text: string): string {
  return text
    .replace(/\r\n|\r/g, '\n')
    .replace(/\t/g, '  ')
    .replace(UNSAFE, (character) => (character === '\n' ? character : escapeCharacter(character)))
}

/** A cell of tab-separated text, reversibly: backslash, tab and line breaks as `\\ \t \n \r`, other controls as `\uXXXX`. */
export function tsvCell(text: string): string {
  return text
    .replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c] ?? c)
    .replace(UNSAFE, escapeCharacter)
}

/** JSON with every character a terminal might act on escaped; it parses to the same value. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, (character) =>
    character === '\n' ? character : escapeCharacter(character),
  )
}
