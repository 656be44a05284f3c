import { createHash } from 'node:crypto'
import { base32 } from '../model/identifiers.ts'
import type { ContentType } from '../model/vocabulary.ts'
import { canonicalJson } from './canonical.ts'

/**
 * The id of a record that has no readable key: Crockford base32 of the first 80 bits of the SHA-256 of the canonical
 * JSON of what was recorded. The envelope (id, revision, reason and the like) is left out, and so are bounds, intervals and positions
 * the program works out, so that the same words recorded twice are the same record even if a convention changes between.
 */
export function contentId(record: { readonly type: ContentType }): string {
  const {
    id: _id,
    revision: _revision,
    retracted: _retracted,
    reason: _reason,
    resolves: _resolves,
    ...content
  } = record as Record<string, unknown>
  const bare = Object.fromEntries(Object.entries(content).map(([name, value]) => [name, asTyped(value)]))
  return base32(createHash('sha256').update(canonicalJson(bare)).digest())
}

/** Reduces dates, quantities and quotations, at any depth, to what does not follow from it. */
function asTyped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // A count per name may have any name, "text" among them, but never a text as its value.
  if ('text' in value && typeof value.text === 'string') {
    const { text, stated } = value as { text: unknown; stated?: unknown }
    return { text, stated }
  }
  // Where the words stand follows from the words and the document.
  if ('exact' in value && typeof value.exact === 'string') {
    const { start: _start, end: _end, ...words } = value as Record<string, unknown>
    return words
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asTyped(inner)]))
}
