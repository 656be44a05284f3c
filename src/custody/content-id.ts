import { base32 } from '../model/identifiers.ts'
import type { ContentType } from '../model/vocabulary.ts'
import { canonicalJson } from './canonical.ts'
import { sha256 } from './sha256.ts'

/**
 * The id of a record that has no readable key: Crockford base32 of the first 80 bits of the SHA-256 of the canonical
 * JSON of what was recorded. The envelope (id, revision, reason and the like) is left out, and so are bounds, intervals and positions
 * the program works out, so that the same words recorded twice are the same record even if a convention changes between.
 */
export function contentId(record: { readonly type: ContentType }): string {
  const content: Record<string, unknown> = {}
  for (const name in record) {
    if (!ENVELOPE.has(name)) content[name] = asTyped((record as Record<string, unknown>)[name])
  }
  return base32(sha256(canonicalJson(content)))
}

const ENVELOPE: ReadonlySet<string> = new Set(['id', 'revision', 'retracted', 'reason', 'resolves', 'undoes'])

/** Reduces dates, quantities and quotations, at any depth, to what does not follow from it. */
function asTyped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const members = value as Readonly<Record<string, unknown>>
  // A count per name may have any name, "text" among them, but never a text as its value.
  if (typeof members.text === 'string') return { stated: members.stated, text: members.text }
  // Where the words stand follows from the words and the document.
  if (typeof members.exact === 'string') {
    const { start: _start, end: _end, ...words } = members
    return words
  }
  // Names may be any here, and not every one can be assigned to.
  const entries = Object.entries(members)
  return entries.some(([, inner]) => typeof inner === 'object')
    ? Object.fromEntries(entries.map(([name, inner]) => [name, asTyped(inner)]))
    : members
}
