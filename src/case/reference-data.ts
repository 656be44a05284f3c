import { canonicalJson } from '../custody/canonical.ts'
import { Failure, locate } from '../model/failure.ts'
import { checkSlug, slugify } from '../model/identifiers.ts'
import { namesOf, titleOf } from '../model/names.ts'
import { nearest } from '../model/nearest.ts'
import type {
  AnyRecord,
  ConversionRecord,
  LegRecord,
  OrganisationRecord,
  PlaceRecord,
  RelationRecord,
  RouteRecord,
  VesselRecord,
} from '../model/records.ts'
import { isContentKeyed } from '../model/vocabulary.ts'
import type { Receipt, Store, View } from '../store/port.ts'
import { newest, write, type Case } from './case.ts'
import { complete } from './complete.ts'
import { keyFrom } from './new-key.ts'
import type { QuoteFinding } from './quoted.ts'
import { withQuoteChecked } from './quotes.ts'
import { resolveReferences } from './references.ts'
import { resolve, resolveId } from './resolve.ts'

/** What was added, or was there already when `receipt.entry` is undefined. */
export interface Added<T extends AnyRecord = AnyRecord> {
  readonly record: T
  readonly receipt: Receipt
}

export type NamedType = 'place' | 'vessel' | 'organisation'
type Fields = Readonly<Record<string, unknown>>

/**
 * Adds a place, vessel or organisation.
 *
 * @param fields the record's fields, its name among them
 * @param key chosen by a person; else it is made from the name. With a chosen key, a name that another record of the
 *   type has already is no reason to refuse: two ships may have one name.
 * @throws Failure `bad-slug`, `already-exists`, `retracted`, and those of the values
 */
export async function addNamed(
  kase: Case,
  type: NamedType,
  fields: Fields,
  key?: string,
): Promise<Added<PlaceRecord | VesselRecord | OrganisationRecord>> {
  const name = typeof fields.name === 'string' ? fields.name : ''
  const id = key === undefined ? keyFrom(name) : locate('--id', () => checkSlug(key))
  const record = complete<NamedType>({ ...fields, type, id })
  const view = await newest(kase.store)
  await refuseRetracted(kase.store, record, view)
  if (key === undefined) await refuseDouble(kase.store, record, view)
  return { record, receipt: await write(kase, [record]) }
}

/** A key stays taken by a record that was taken back. */
export async function refuseRetracted(store: Store, { type, id }: AnyRecord, view: View): Promise<void> {
  const known = await store.get(type, id, view)
  if (known?.record.retracted !== true) return
  const isKeyed = !isContentKeyed(type)
  throw new Failure(
    'retracted',
    `There was a ${type} ${id}, and it was retracted: ${known.record.reason ?? 'no reason given'}.`,
    {
      hint: `Bring it back with: trace correct ${id} --restore --because "…"${isKeyed ? ', or give the new one another key with --id' : ''}.`,
    },
  )
}

/** Refuses a second record under a name that one of its type has already. */
async function refuseDouble(store: Store, record: AnyRecord, view: View): Promise<void> {
  for (const name of namesOf(record)) {
    const others = (await store.candidates(name, [record.type], view)).filter(({ id }) => id !== record.id)
    const [other] = others
    if (other === undefined) continue
    const known = await store.get(record.type, other.id, view)
    const called = known === undefined ? '' : ` (${titleOf(known.record)})`
    throw new Failure('already-exists', `"${name}" is ${record.type} ${other.id}${called} already.`, {
      hint: `If it is the same, use ${other.id}. If it is another one, give it a key of its own with --id KEY.`,
    })
  }
}

/** A leg that was added, and its route when that is new. */
export interface AddedLeg extends Added<LegRecord> {
  readonly newRoute: RouteRecord | undefined
  /** A route of nearly that name, when the route is new. */
  readonly nearRoute: string | undefined
}

/**
 * Adds a leg; its route appears with its first one.
 *
 * @param fields the leg's fields, with names where keys are wanted. A route that no key and no name fits is new, and
 *   is called as typed.
 * @param key chosen by a person; else FROM-TO, or FROM-TO-MODE when another leg has that
 * @throws Failure `bad-slug`, `already-exists`, `bad-value`, `unknown-name`, `ambiguous`, `retracted`
 */
export async function addLeg(
  kase: Case,
  fields: Fields & { route: string; from: string; to: string },
  key?: string,
): Promise<AddedLeg> {
  const { store } = kase
  const view = await newest(store)
  const { route, isNew } = await routeOf(store, fields.route, view)
  const [from, to] = [
    await locateAsync('FROM', resolveId(store, fields.from, 'place', view)),
    await locateAsync('TO', resolveId(store, fields.to, 'place', view)),
  ]
  const draft = (id: string): LegRecord => complete({ ...fields, type: 'leg', id, route: route.id, from, to })
  const record =
    key === undefined ? await freeLeg(store, draft, view) : draft(locate('--id', () => checkSlug(key)))
  await refuseRetracted(store, record, view)
  const receipt = await write(kase, isNew ? [route, record] : [record])
  if (!isNew) return { record, receipt, newRoute: undefined, nearRoute: undefined }
  const others = (await store.all('route', view)).map((stored) => stored.record.id)
  return { record, receipt, newRoute: route, nearRoute: nearest(route.id, others) }
}

async function routeOf(
  store: Store,
  word: string,
  view: View,
): Promise<{ route: RouteRecord; isNew: boolean }> {
  const id = slugify(word)
  for (const name of [word, ...(id === undefined ? [] : [id])]) {
    if ((await store.candidates(name, ['route'], view)).length > 0) {
      return {
        route: (await locateAsync('ROUTE', resolve(store, name, ['route'], view))).record,
        isNew: false,
      }
    }
  }
  if (id === undefined) {
    throw new Failure('bad-slug', `No key can be made from "${word}": it has no Latin letters or digits.`, {
      where: 'ROUTE',
      hint: 'Give the new route a name in Latin letters.',
    })
  }
  return { route: complete({ type: 'route', id, name: word.trim() }), isNew: true }
}

/** The leg under the first key that it has already or that is free. */
async function freeLeg(store: Store, draft: (id: string) => LegRecord, view: View): Promise<LegRecord> {
  const { route, from, to, mode } = draft('leg')
  const wanted = [keyFrom(`${from}-${to}`), keyFrom(`${from}-${to}-${mode}`)]
  for (const id of wanted) {
    const record = draft(id)
    const first = await firstRevision(store, record, view)
    if (first === undefined || canonicalJson(first) === canonicalJson(record)) return record
    const isSame =
      first.type === 'leg' &&
      first.route === route &&
      first.from === from &&
      first.to === to &&
      first.mode === mode
    if (isSame) {
      throw new Failure(
        'already-exists',
        `There is a leg ${id} from ${from} to ${to} by ${mode} already, with other contents.`,
        {
          hint: `Change it with: trace correct ${id} … --because "…". If this is another leg, give it a key of its own with --id KEY.`,
        },
      )
    }
  }
  throw new Failure('already-exists', `There are legs ${wanted.join(' and ')} already.`, {
    hint: 'Give this one a key of its own with --id KEY.',
  })
}

/** What was first recorded under a key; undefined when nothing was. */
async function firstRevision(
  store: Store,
  { type, id }: AnyRecord,
  view: View,
): Promise<AnyRecord | undefined> {
  return (await store.history(type, id, view))[0]?.record
}

/**
 * Adds a relation, and when a source is given, the citation that ties it to it.
 *
 * @param fields the relation's fields; `subject` is a key or name, `vessel:KEY` or `organisation:KEY`
 * @param citation fields of the citation, with its `source`
 * @param unverified records a quotation also when it is not in the document
 * @throws Failure `unknown-name`, `ambiguous`, `bad-value`, `retracted`, `quote-not-found`
 */
export async function addRelation(
  kase: Case,
  fields: Fields & { subject: string },
  citation?: Fields,
  { unverified = false }: { unverified?: boolean } = {},
): Promise<Added<RelationRecord> & { readonly quotation: QuoteFinding | undefined }> {
  const { store } = kase
  const view = await newest(store)
  const subject = await subjectOf(store, fields.subject, view)
  const record = complete({
    ...(await resolveReferences(store, { ...fields, subject: undefined, type: 'relation' }, view)),
    type: 'relation',
    subject,
  })
  await refuseRetracted(store, record, view)
  if (citation === undefined) return { record, receipt: await write(kase, [record]), quotation: undefined }
  const cited = await resolveReferences(store, { stance: 'supports', ...citation, type: 'citation' }, view)
  const { draft, quotation } = await withQuoteChecked(kase, cited, view, unverified)
  return {
    record,
    receipt: await write(kase, [record, complete({ ...draft, type: 'citation', about: record.id })]),
    quotation,
  }
}

/**
 * Adds a conversion, an assumption from a document.
 *
 * @param fields the conversion's fields; units are kept as typed but for spaces around them, `source` is a key or title
 * @throws Failure `unknown-name`, `ambiguous`, `bad-value`, `missing-fields`, `retracted`
 */
export async function addConversion(
  kase: Case,
  fields: Fields & { from: string; to: string },
): Promise<Added<ConversionRecord>> {
  const { store } = kase
  const view = await newest(store)
  const record = complete({
    ...(await resolveReferences(store, { ...fields, type: 'conversion' }, view)),
    type: 'conversion',
    from: fields.from.trim(),
    to: fields.to.trim(),
  })
  await refuseRetracted(store, record, view)
  return { record, receipt: await write(kase, [record]) }
}

async function subjectOf(store: Store, word: string, view: View): Promise<RelationRecord['subject']> {
  const [, type, key] = /^(vessel|organisation):(.+)$/s.exec(word) ?? []
  const types = (type === undefined ? ['vessel', 'organisation'] : [type]) as ('vessel' | 'organisation')[]
  try {
    const { record } = await resolve(store, key ?? word, types, view)
    return { type: record.type, id: record.id }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'ambiguous' || key !== undefined) throw error
    throw new Failure('ambiguous', error.message, {
      where: 'SUBJECT',
      hint: 'Say which you mean with vessel:KEY or organisation:KEY.',
      cause: error,
    })
  }
}

/** Names where on the command line it was, in whatever failure a promise ends with. */
async function locateAsync<T>(where: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof Failure ? error.at(where) : error
  }
}
