import { Failure } from '../model/failure.ts'
import { fieldsOf } from '../model/fields.ts'
import { foldName } from '../model/names.ts'
import { valueAt } from '../model/path.ts'
import type { AnyRecord, CitationRecord, ObservationRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Draft } from './complete.ts'
import { complete } from './complete.ts'
import type { Known } from './import-directory.ts'
import type { Maker } from './import-make.ts'
import { checkPosition, positionIn } from './import-place.ts'
import type { PlanSettings } from './import-plan.ts'
import type { RowDrafts } from './import-row.ts'
import { documentsIn, isAddress } from './import-sources.ts'
import type { TextShelf } from './import-texts.ts'
import { textOf, withKeys } from './import-own.ts'

/** What a row amounts to beside what it made. */
export interface RowRecords {
  readonly records: readonly AnyRecord[]
  /** Types of the records that are in the case already in a later form, and need not be written. */
  readonly repeated: readonly RecordType[]
  /** Id of the row's own record. */
  readonly id: string
}

/** Everything a row is planned with. */
export interface Surroundings {
  readonly settings: PlanSettings
  readonly maker: Maker
  readonly texts: TextShelf
  /** By the content id that a corrected record would have now: the one it has. */
  readonly corrected: ReadonlyMap<string, string>
  /** What documents derive from, by key, rows before this one included. */
  readonly derivesFrom: Map<string, readonly string[]>
  /** Keeps the row that a record was made for. */
  readonly remember: (known: Known) => void
  /** The row a record was made for; undefined for one that was in the case. */
  readonly lineOf: (known: Known) => number | undefined
  /** What is to be said of rows that were taken, with how many. */
  readonly note: (text: string) => void
}

/** Members of a source that hold for several documents of one row. */
const SHARED = new Set(['kind', 'lineage', 'language', 'handling', 'reliability', 'publisher', 'accessed'])

/** Where a row stands, and what it is by its own account. */
export interface RowPlace {
  /** As a person sees it in their program. */
  readonly line: number
  /** In one of our exports: id of the citation it is of. */
  readonly citation: string | undefined
}

/** A row that is an observation, with its citations. @throws Failure naming the field */
export function observationRow(drafts: RowDrafts, row: RowPlace, around: Surroundings): RowRecords {
  const { maker } = around
  const { own } = drafts
  checkKinds(own, around)
  const place = placeOf(drafts, around)
  const draft = withKeys({ ...own, type: 'observation', ...(place === undefined ? {} : { place }) }, maker, {
    leg: drafts.leg,
  })
  if (
    draft.kind !== 'statement' &&
    [draft.place, draft.along, draft.shows].every((value) => value === undefined)
  ) {
    throw new Failure('missing-fields', 'The row names no place.', {
      where: 'place',
      hint: 'Only a statement may be about no place and no leg.',
    })
  }
  const observation: ObservationRecord = complete({ ...draft, type: 'observation' })
  const known = around.corrected.get(observation.id)
  const about = known ?? observation.id
  const citations = citationsOf(drafts, about, row, around)
  return {
    id: about,
    records: [...(known === undefined ? [maker.revived(observation)] : []), ...citations.records],
    repeated: [...(known === undefined ? [] : ['observation' as const]), ...citations.repeated],
  }
}

/** Details of another kind than the row's would be lost. */
function checkKinds({ kind, details }: Record<string, unknown>, { settings }: Surroundings): void {
  if (typeof kind !== 'string') {
    throw new Failure('missing-fields', 'The row has no kind.', {
      where: 'kind',
      hint: 'Say what it is, such as railcar-count or ship-sighting.',
    })
  }
  const given = Object.keys(details ?? {})
  const wrong = settings.fields.find(
    ({ field }) => field.field?.kinds?.includes(kind) === false && given.includes(field.field.path[1] ?? ''),
  )?.field
  if (wrong === undefined) return
  throw new Failure(
    'bad-value',
    `${wrong.name} is for a ${(wrong.field?.kinds ?? []).join(' or ')}, not for a ${kind}.`,
    { where: wrong.name, hint: 'Mend the kind, or leave this out.' },
  )
}

/** The key of the place a row names, whose position has to be that of the row. */
function placeOf(drafts: RowDrafts, { maker, settings, note }: Surroundings): string | undefined {
  const { name, ...fields } = drafts.place
  const word = (drafts.own.place ?? name) as string | undefined
  const position = positionIn(drafts.words, settings.decimal)
  if (word === undefined) {
    if (position === undefined) return undefined
    throw new Failure('missing-fields', 'The row has a position, but no place that it is of.', {
      where: 'place',
      hint: 'Name the place; one that the case does not have is made with --create places.',
    })
  }
  try {
    const known = maker.found('place', word, {
      ...(name === undefined ? {} : { name }),
      ...fields,
      ...position,
    })
    noteOthers(known, fields, note)
    if (isOtherName(known, name))
      note('a place is named that is called otherwise in the case, and the name was not taken')
    if (position === undefined) return known.id
    checkPosition(known, position, drafts.words.has('position') ? 'position' : 'lat')
    if (known.lat === undefined)
      note('a position is given of a place that has none in the case, and it was not taken')
    return known.id
  } catch (error) {
    throw error instanceof Failure ? error.at(drafts.own.place === undefined ? 'place_name' : 'place') : error
  }
}

/** Of what a row says of a place or document, what it is found by, and what may be said in several ways. */
const SAID_OTHERWISE = new Set(['name', 'title', 'url', 'originator', 'lat', 'lon'])

/**
 * Notes what a row says of something that is there and says otherwise.
 * @throws Failure `bad-value` for a label: whoever relies on it would publish what must not be
 */
function noteOthers(
  { type, id, record }: Known,
  said: Readonly<Record<string, unknown>>,
  note: (text: string) => void,
): void {
  if (record === undefined || Object.keys(said).every((name) => SAID_OTHERWISE.has(name))) return
  for (const { path, column } of fieldsOf(type)) {
    const value = valueAt(said, path)
    if (value === undefined || SAID_OTHERWISE.has(column)) continue
    const there = valueAt(record, path)
    if (there !== undefined && textOf(there) === textOf(value)) continue
    if (column === 'handling') throw otherLabel(type, id, value, there)
    note(
      there === undefined
        ? `the ${column} is given of a ${type} that has none in the case, and it was not taken`
        : `the ${column} of a ${type} is another than in the case, and it was not taken`,
    )
  }
}

function otherLabel(type: RecordType, id: string, value: unknown, there: unknown): Failure {
  const called = (label: unknown) => (typeof label === 'string' ? label : 'no label')
  return new Failure(
    'bad-value',
    `The row labels the ${type} ${id} ${called(value)}, and ${id} has ${called(there)}.`,
    {
      where: `${type}_handling`,
      hint: `Mend the row, or the ${type}: trace correct ${id} --handling LABEL --because "…"`,
    },
  )
}

/** Whether a row calls something by a name that it has not. */
function isOtherName({ names }: Known, name: unknown): boolean {
  return typeof name === 'string' && !names.includes(name) && !names.map(foldName).includes(foldName(name))
}

type Citations = Omit<RowRecords, 'id'>

function citationsOf(
  drafts: RowDrafts,
  about: string,
  { line, citation: exported }: RowPlace,
  around: Surroundings,
): Citations {
  const { settings, maker } = around
  const named = namedDocuments(drafts, around)
  const keys = named.map(({ word, where }) => sourceOf(word, where, drafts, named.length, around))
  const rest = drafts.citation
  if (named.length > 1 && (rest.locator ?? rest.quote ?? rest.states) !== undefined) {
    throw new Failure(
      'bad-value',
      `The row names ${String(named.length)} documents, and a place or words that are only one's.`,
      {
        where: 'source',
        hint: 'Give each document a row of its own, or leave locator, quotation and stated figures out.',
      },
    )
  }
  const drafted: Draft[] = keys.map((source) => ({ ...rest, type: 'citation', source }))
  if (settings.citeFile !== undefined) {
    const row = `row ${String(line)}`
    const own = keys.length === 0 ? rest : {}
    const locator = typeof own.locator === 'string' ? `${row}, ${own.locator}` : row
    drafted.push({ ...own, type: 'citation', source: settings.citeFile, locator })
  }
  if (drafted.length === 0) {
    throw new Failure('missing-fields', 'The row names no source.', {
      where: 'source',
      hint: 'For all rows: --set source=KEY, or --cite-file to cite the file itself.',
    })
  }
  const records: CitationRecord[] = []
  const repeated: RecordType[] = []
  for (const draft of drafted) {
    const citation = around.texts.cited(
      { stance: 'supports', ...draft, about },
      settings.unverified,
      exported,
    )
    if (around.corrected.has(citation.id)) repeated.push('citation')
    else records.push(maker.revived(citation))
  }
  return { records, repeated }
}

interface NamedDocument {
  readonly word: string
  readonly where: string
}

function namedDocuments({ words, source }: RowDrafts, { maker }: Surroundings): NamedDocument[] {
  const where = ['source', 'source_url'].find((name) => words.has(name))
  if (where === undefined)
    return typeof source.title === 'string' ? [{ word: source.title, where: 'source_title' }] : []
  const parts = documentsIn(words.get(where) ?? '', (word) => maker.names.find(word, ['source']).length > 0)
  if (parts !== undefined) return parts.map((word) => ({ word, where }))
  throw new Failure('bad-value', 'The cell holds addresses and other words.', {
    where,
    hint: 'Leave only the addresses in it, and put what the documents are called into a column for source_title.',
  })
}

/** The key of a document that a row names, which is made where that was asked for. */
function sourceOf(
  word: string,
  where: string,
  drafts: RowDrafts,
  count: number,
  { maker, settings, note }: Surroundings,
): string {
  const url = where === 'source' && !isAddress(word) ? drafts.words.get('source_url') : undefined
  const given = { ...drafts.source, ...(url === undefined ? {} : { url: url.trim() }) }
  try {
    if (count > 1 && maker.names.meant(word, ['source']) === undefined && maker.mayMake('source')) {
      const own = Object.keys(given).find((name) => !SHARED.has(name))
      if (own !== undefined) {
        throw new Failure('bad-value', `The row names ${String(count)} documents, and one ${own}.`, {
          hint: 'Give each document a row of its own.',
        })
      }
    }
    const described = withOriginator(given, maker)
    const known = maker.found('source', word, described)
    noteOthers(known, described, note)
    if (isOtherName(known, drafts.source.title))
      note('a document is given a title that has another in the case, and the title was not taken')
    return known.id
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const at = error.where ?? where
    const isMapped = settings.fields.some(({ field }) => field.name === at)
    throw isMapped
      ? error.at(where)
      : new Failure(error.code, error.message, {
          where,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        })
  }
}

function withOriginator(source: Record<string, unknown>, maker: Maker): Record<string, unknown> {
  if (typeof source.originator !== 'string' || !maker.mayMake('source')) return source
  return { ...source, originator: maker.keyOf('organisation', source.originator) }
}
