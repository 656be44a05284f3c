import { contentId } from '../../src/custody/content-id.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { AnyRecord, RecordOf } from '../../src/model/records.ts'
import type { ObservationKind, RecordType } from '../../src/model/vocabulary.ts'
import { parseWhen } from '../../src/model/when.ts'

/* Records to fill a case with: what a test does not say about one is as plain as it can be. */

type More<T extends RecordType> = Partial<Omit<RecordOf[T], 'type'>>

export const route = (id: string, more: More<'route'> = {}): RecordOf['route'] => ({
  type: 'route',
  id,
  revision: 1,
  name: id,
  ...more,
})
export const place = (id: string, more: More<'place'> = {}): RecordOf['place'] => ({
  type: 'place',
  id,
  revision: 1,
  name: id,
  ...more,
})
export const vessel = (id: string, more: More<'vessel'> = {}): RecordOf['vessel'] => ({
  type: 'vessel',
  id,
  revision: 1,
  name: id,
  ...more,
})
export const organisation = (id: string, more: More<'organisation'> = {}): RecordOf['organisation'] => ({
  type: 'organisation',
  id,
  revision: 1,
  name: id,
  ...more,
})
export const source = (id: string, more: More<'source'> = {}): RecordOf['source'] => ({
  type: 'source',
  id,
  revision: 1,
  kind: 'report',
  title: id,
  lineage: 'original',
  ...more,
})
/** From one place to another on a route; its key is that of the places. */
export const leg = (from: string, to: string, more: More<'leg'> = {}): RecordOf['leg'] => ({
  type: 'leg',
  id: `${from}-${to}`,
  revision: 1,
  route: 'orient-express',
  from,
  to,
  mode: 'sea',
  ...more,
})

export function derivation(
  child: string,
  parent: string,
  more: More<'derivation'> = {},
): RecordOf['derivation'] {
  return identified({ type: 'derivation', revision: 1, source: child, from: parent, how: 'summary', ...more })
}

export function relation(
  subject: RecordOf['relation']['subject'],
  predicate: RecordOf['relation']['predicate'],
  object: string,
  more: More<'relation'> = {},
): RecordOf['relation'] {
  return identified({ type: 'relation', revision: 1, subject, predicate, object, ...more })
}

/** @param more with `on` and `count` as they are typed */
export function observation(
  kind: ObservationKind,
  more: { on?: string; count?: string } & Omit<More<'observation'>, 'kind'> = {},
): RecordOf['observation'] {
  const { on, count, ...rest } = more
  return identified({
    type: 'observation',
    revision: 1,
    kind,
    outcome: 'seen',
    ...(on === undefined ? {} : { observed: parseWhen(on) }),
    ...(count === undefined ? {} : { quantity: parseQuantity(count) }),
    ...rest,
  })
}

export function citation(about: string, from: string, more: More<'citation'> = {}): RecordOf['citation'] {
  return identified({ type: 'citation', revision: 1, about, source: from, stance: 'supports', ...more })
}

/** The next revision, with something changed. */
export function corrected<T extends AnyRecord>(record: T, change: Partial<T> = {}): T {
  return { ...record, ...change, revision: record.revision + 1, reason: 'misread' }
}

/** The next revision, which takes the record back. */
export function retracted<T extends AnyRecord>(record: T): T {
  return { ...record, revision: record.revision + 1, retracted: true, reason: 'the image was of another day' }
}

function identified<T extends AnyRecord>(content: Record<string, unknown>): T {
  return {
    ...content,
    id: content.id ?? contentId(content as unknown as Parameters<typeof contentId>[0]),
  } as unknown as T
}
