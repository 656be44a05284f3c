import { Failure } from '../model/failure.ts'
import { slugify } from '../model/identifiers.ts'
import type { SourceRecord } from '../model/records.ts'

/* Keys that nobody chose. */

/** How much of a name is in the key of a source. */
const LENGTH = 60

/** A key made from a name. @throws Failure `bad-slug` when the name has nothing to make one of. */
export function keyFrom(name: string): string {
  const slug = slugify(name)
  if (slug !== undefined) return slug
  throw noKey(
    name,
    'Choose a key yourself: add --id KEY, in letters a to z, digits and hyphens, for instance --id rajin.',
  )
}

export function noKey(name: string, hint: string): Failure {
  return new Failure('bad-slug', `No key can be made from "${name}": it has no Latin letters or digits.`, {
    hint,
  })
}

/** The keys to try when nobody chooses one: `name`, `name-2`, `name-3`. @param n from 1 */
export function numberedKey(key: string, n: number): string {
  return n === 1 ? key : `${key}-${String(n)}`
}

/**
 * The key a source has when nobody chooses one: `csis-2023-10-06` from its originator, else its publisher, and the
 * date of publication as far as it is known; without either, from its title.
 * @throws Failure `bad-slug` when there are no Latin letters or digits to make one of
 */
export function sourceKey(
  source: Pick<SourceRecord, 'title' | 'originator' | 'publisher' | 'published'>,
): string {
  const who = source.originator ?? slugify(source.publisher ?? '')
  const date = /^\d{4}(?:-\d{2}(?:-\d{2})?)?/.exec(source.published?.text ?? '')?.[0]
  if (who !== undefined && date !== undefined) return keyFrom(`${who.slice(0, LENGTH)}-${date}`)
  return slugify(source.title)?.slice(0, LENGTH).replace(/-+$/, '') ?? keyFrom(who ?? source.title)
}
