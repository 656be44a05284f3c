/**
 * What was typed as an FTS5 query: every word has to occur, the last one may be only the beginning of one, "…" is a
 * phrase. Nothing typed is taken for query syntax.
 */
export function ftsQuery(typed: string): string {
  const parts = [...typed.normalize('NFC').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, phrase, word]) => phrase ?? word ?? '',
  )
  const quoted = parts
    .map((part) => part.replace(/["\u0000]/g, ' ').trim())
    .filter((part) => /[\p{Letter}\p{Number}]/u.test(part))
    .map((part) => `"${part}"`)
  return quoted.length === 0 ? '""' : `${quoted.join(' ')}${/["\s]$/.test(typed) ? '' : '*'}`
}
