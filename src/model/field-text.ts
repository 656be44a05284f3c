import type { Field } from './fields.ts'
import type { Quantity, When } from './records.ts'

/*
 * A field's value as text and back: the same on the command line, in CSV cells and in error messages. Several texts in
 * one cell are separated by "; "; a semicolon or backslash inside one is written with a backslash before it.
 */

/** A field's value as text; the reverse of `readValue` (field-reader.ts) for everything a record can hold. */
export function writeValue(field: Field, value: unknown): string {
  switch (field.form) {
    case 'when':
      return (value as When).text
    case 'quantity':
      return (value as Quantity).text
    case 'texts':
      return joinTexts(value as string[])
    case 'counts':
      return joinTexts(
        Object.entries(value as Record<string, number>).map(([name, n]) => `${name}=${String(n)}`),
      )
    case 'shows':
      return joinTexts((value as { leg: string; stage?: string }[]).map(showText))
    default:
      return String(value)
  }
}

/** A link to a leg as it is typed and printed: `rajin-dunai:loaded`, or `rajin-dunai` without a stage. */
export function showText(show: { leg: string; stage?: string | undefined }): string {
  return show.stage === undefined ? show.leg : `${show.leg}:${show.stage}`
}

export function splitTexts(cell: string): string[] {
  return (cell.match(/(?:\\[^]|[^;\\]|\\$)+/g) ?? [])
    .map((part) => unescapeText(part))
    .filter((part) => part !== '')
}

/** Takes off the white space around a part, but not what a backslash protects. */
function unescapeText(part: string): string {
  const trimmed = part.replace(/^\s+/, '').replace(/(?<!\\)\s+$/, '')
  return trimmed.replace(/\\([^])/g, '$1')
}

export function joinTexts(texts: readonly string[]): string {
  return texts
    .map((text) => text.replace(/[;\\]/g, String.raw`\$&`).replace(/^\s|\s$/g, String.raw`\$&`))
    .join('; ')
}
