import { canonicalJson } from '../custody/canonical.ts'
import { Failure, locate } from '../model/failure.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { slugify } from '../model/identifiers.ts'
import { foldName, namesOf } from '../model/names.ts'
import { valueAt } from '../model/path.ts'
import type { AnyRecord } from '../model/records.ts'
import { isContentKeyed, type RecordType } from '../model/vocabulary.ts'
import { complete, type Draft } from './complete.ts'
import type { Known } from './import-directory.ts'
import { derivationRow } from './import-derivation.ts'
import { recordTypeOf } from './import-fields.ts'
import type { Maker } from './import-make.ts'
import { positionIn } from './import-place.ts'
import type { RowRecords, Surroundings } from './import-observation.ts'
import type { RowDrafts } from './import-row.ts'
import { noKey } from './new-key.ts'

/** A row that is a record of any other type than an observation. @throws Failure naming the field */
export function ownRow(drafts: RowDrafts, around: Surroundings): RowRecords {
  const { maker, settings } = around
  const type = recordTypeOf(settings.as)
  const draft = draftOf(type, drafts, around)
  if (type === 'derivation') return derivationRow(draft, around)
  if (!isContentKeyed(type)) return slugRow(draft, drafts.words.get('id')?.trim(), around)
  const record: AnyRecord = complete(draft)
  const known = around.corrected.get(record.id)
  if (known !== undefined) return { id: known, records: [], repeated: [type] }
  return { id: record.id, records: [maker.revived(record)], repeated: [] }
}

function draftOf(
  type: RecordType,
  { own, words }: RowDrafts,
  { maker, settings, texts }: Surroundings,
): Draft {
  switch (type) {
    case 'place':
      return { ...own, type, ...positionIn(words, settings.decimal) }
    case 'source':
      return withKeys({ lineage: 'unknown', ...own, ...wordOf(words, 'url'), type }, maker)
    case 'leg':
      return legDraft(own, maker)
    case 'relation':
      return withKeys({ ...own, ...subjectOf(words.get('subject'), own.subject, maker), type }, maker)
    case 'citation': {
      const about = words.get('about') ?? ''
      const known = locate('about', () => maker.names.meant(about.trim(), ['observation', 'relation']))
      if (known === undefined) throw maker.unknown(about, ['observation', 'relation']).at('about')
      const cited = withKeys(
        { stance: 'supports', ...own, ...wordOf(words, 'source'), type, about: known.id },
        maker,
      )
      return texts.cited(cited, settings.unverified, words.get('id'))
    }
    default:
      return withKeys({ ...own, ...wordOf(words, 'source'), type }, maker)
  }
}

function wordOf(words: ReadonlyMap<string, string>, name: string): Record<string, string> {
  const word = words.get(name)?.trim()
  return word === undefined || word === '' ? {} : { [name]: word }
}

/**
 * Replaces the names in a draft by the keys they mean.
 * @param more.leg what is made when the row names a leg that is new
 * @throws Failure of {@link Maker.keyOf}, naming the field
 */
export function withKeys(draft: Draft, maker: Maker, more: { leg?: Record<string, unknown> } = {}): Draft {
  const resolved: Draft = { ...draft }
  for (const field of fieldsOf(draft.type)) {
    const [name = ''] = field.path
    const value = resolved[name]
    if (value === undefined || (field.form !== 'shows' && field.ref === undefined)) continue
    resolved[name] = locate(field.column, () => keysIn(field, value, maker, more.leg ?? {}))
  }
  return resolved
}

function keysIn(field: Field, value: unknown, maker: Maker, leg: Record<string, unknown>): unknown {
  if (field.form === 'shows') {
    const links = value as { leg: string; stage?: string }[]
    return links.map((link) => ({ ...link, leg: legKey(link.leg, leg, maker) }))
  }
  const type = field.ref ?? 'leg'
  const keyOf = (word: string) => (type === 'leg' ? legKey(word, leg, maker) : maker.keyOf(type, word))
  if (!Array.isArray(value)) return keyOf(value as string)
  return [...new Set((value as string[]).flatMap((word) => severalNames(type, word, maker)).map(keyOf))]
}

/** Names between commas are several, when the case has each of them and none that is called by all of it. */
function severalNames(type: RecordType, word: string, maker: Maker): string[] {
  if (!/[,/&]/.test(word) || maker.names.find(word, [type]).length > 0) return [word]
  const parts = word.split(/[,/&]/).map((part) => part.trim())
  return parts.every((part) => maker.names.find(part, [type]).length > 0) ? parts : [word]
}

function legKey(word: string, fields: Record<string, unknown>, maker: Maker): string {
  const known = maker.names.meant(word, ['leg'])
  if (known !== undefined) return known.id
  if (!maker.mayMake('leg')) throw maker.unknown(word, ['leg'])
  const missing = ['route', 'from', 'to', 'mode'].find((name) => fields[name] === undefined)
  if (missing !== undefined) {
    throw new Failure(
      'missing-fields',
      `The leg "${word}" is not in this case, and to make it leg_${missing} is needed.`,
      {
        hint: 'Give leg_route, leg_from, leg_to and leg_mode, or import the legs first: trace import FILE --as legs',
      },
    )
  }
  const draft = legDraft(fields, maker)
  const id = slugify(word) === word ? word : `${String(draft.from)}-${String(draft.to)}`
  return maker.make(complete({ ...draft, type: 'leg', id })).id
}

/** A leg with the keys of its ends; its route appears with its first leg. */
function legDraft(fields: Record<string, unknown>, maker: Maker): Draft {
  const { route, ...rest } = fields
  if (typeof route !== 'string') return { ...withKeys({ ...rest, type: 'leg' }, maker) }
  const known = locate(
    'route',
    () => maker.names.meant(route, ['route']) ?? maker.names.meant(slugify(route) ?? route, ['route']),
  )
  return { ...withKeys({ ...rest, type: 'leg' }, maker), route: (known ?? newRoute(route, maker)).id }
}

function newRoute(name: string, maker: Maker): Known {
  const id = slugify(name)
  if (id === undefined) throw noKey(name, 'Write a key, in letters a to z, digits and hyphens.').at('route')
  return maker.make(complete({ type: 'route', id, name }))
}

function subjectOf(word: string | undefined, subject: unknown, maker: Maker): { subject?: unknown } {
  if (word === undefined) return subject === undefined ? {} : { subject }
  const [, type, key] = /^\s*(vessel|organisation):(.+)$/s.exec(word) ?? []
  const types =
    type === undefined ? (['vessel', 'organisation'] as const) : [type as 'vessel' | 'organisation']
  const named = (key ?? word).trim()
  const known = locate('subject', () => maker.names.meant(named, types))
  if (known !== undefined) return { subject: { type: known.type, id: known.id } }
  const [only] = types
  if (type === undefined || !maker.mayMake(only)) throw maker.unknown(named, types).at('subject')
  return { subject: { type: only, id: maker.keyOf(only, named) } }
}

/** A row of reference data: new, or what the case says already. */
function slugRow(draft: Draft, key: string | undefined, around: Surroundings): RowRecords {
  const { maker } = around
  const { type } = draft
  const known = locate('id', () => knownAs(draft, key, maker))
  if (known !== undefined) {
    checkSame(known, draft, around)
    return { id: known.id, records: [], repeated: [type] }
  }
  const record = type === 'source' ? newSource(draft, key, maker) : newRecord(draft, key, maker)
  const made = maker.make(record)
  around.remember(made)
  return { id: made.id, records: [], repeated: [] }
}

/** The record that a row is of: the one with its key, else the one it names. */
function knownAs(draft: Draft, key: string | undefined, maker: Maker): Known | undefined {
  const { type } = draft
  if (key !== undefined) return maker.names.withKey(type, key)
  if (type === 'leg') return sameLeg(draft, maker)
  if (type === 'source')
    return typeof draft.url === 'string' ? maker.names.meant(draft.url, [type]) : sameSource(draft, maker)
  return typeof draft.name === 'string' ? maker.names.meant(draft.name, [type]) : undefined
}

/** A source without an address is known by saying all the same. */
function sameSource(draft: Draft, maker: Maker): Known | undefined {
  const title = typeof draft.title === 'string' ? draft.title : ''
  return maker.names.find(title, ['source']).find((known) => difference(known, draft) === undefined)
}

function sameLeg({ route, from, to, mode }: Draft, maker: Maker): Known | undefined {
  const ids = [`${String(from)}-${String(to)}`, `${String(from)}-${String(to)}-${String(mode)}`]
  return ids
    .map((id) => maker.names.withKey('leg', id))
    .find(
      (known) => known?.record?.type === 'leg' && known.record.route === route && known.record.mode === mode,
    )
}

function newRecord(draft: Draft, key: string | undefined, maker: Maker): AnyRecord {
  const { type } = draft
  if (type !== 'leg') {
    const name = typeof draft.name === 'string' ? draft.name : ''
    const id = key ?? slugify(name)
    if (id === undefined && name !== '') {
      throw noKey(
        name,
        'Give the sheet a column for id, with keys in letters a to z, digits and hyphens.',
      ).at('name')
    }
    return complete({ ...draft, id: id === undefined ? 'unnamed' : checkedKey(id) })
  }
  const { from, to, mode } = complete({ ...draft, type: 'leg', id: 'leg' })
  const plain = `${from}-${to}`
  return complete({
    ...draft,
    id:
      key === undefined
        ? maker.names.withKey('leg', plain) === undefined
          ? plain
          : `${plain}-${mode}`
        : checkedKey(key),
  })
}

function newSource(draft: Draft, key: string | undefined, maker: Maker): AnyRecord {
  const title = typeof draft.title === 'string' ? draft.title : undefined
  if (title === undefined) return complete({ ...draft, id: 'untitled' })
  return maker.sourceOf({ ...draft, title }, key === undefined ? undefined : checkedKey(key))
}

function checkedKey(key: string): string {
  if (slugify(key) === key) return key
  throw new Failure('bad-slug', `"${key}" cannot be a key.`, {
    where: 'id',
    hint: 'A key is lower-case letters a to z, digits and single hyphens; without one, it is made from the name.',
  })
}

/** @throws Failure `already-exists` when the row says something else than is there */
function checkSame(known: Known, draft: Draft, { lineOf }: Surroundings): void {
  const field = difference(known, draft)
  if (field === undefined) return
  const line = lineOf(known)
  const there = line === undefined ? 'in this case already' : `in row ${String(line)} already`
  throw new Failure(
    'already-exists',
    `The ${known.type} ${known.id} is ${there}, with ${hasIt(known, field) ? 'something else' : 'nothing'} for ${field.column}.`,
    {
      where: field.column,
      hint:
        line === undefined
          ? `If the row is right: trace correct ${known.id} … --because "…". If it is another ${known.type}, give it a key of its own in a column id.`
          : 'Mend one of the two rows, or take it out.',
    },
  )
}

function hasIt({ record }: Known, { path }: Field): boolean {
  return record !== undefined && valueAt(record, path) !== undefined
}

/** The first field in which a row says something else than a record; what the row leaves empty says nothing. */
function difference({ record }: Known, draft: Draft): Field | undefined {
  return fieldsOf(draft.type).find((field) => {
    const value = valueAt(draft, field.path)
    if (value === undefined || record === undefined) return false
    const there = valueAt(record, field.path)
    if ((field.column === 'name' || field.column === 'title') && typeof value === 'string')
      return !namesOf(record).map(foldName).includes(foldName(value))
    return there === undefined || textOf(there) !== textOf(value)
  })
}

/** What two values are told apart by: bounds and intervals follow from the text. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'text' in value
    ? canonicalJson(value.text)
    : canonicalJson(value)
}
