import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { contentId } from '../../src/custody/content-id.ts'
import { ID_LENGTH, imoCheckDigitHolds } from '../../src/model/identifiers.ts'
import { foldName } from '../../src/model/names.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { AnyRecord, Quantity, RecordOf, When } from '../../src/model/records.ts'
import {
  ACTIVITIES,
  CONFLICTS,
  DERIVATION_KINDS,
  LIKELIHOODS,
  LINEAGES,
  MODES,
  OBSERVATION_KINDS,
  OUTCOMES,
  PLACE_KINDS,
  PREDICATES,
  RECORD_TYPES,
  RELIABILITIES,
  SCOPES,
  SITE_CHANGES,
  SOURCE_KINDS,
  STAGES,
  STANCES,
  STATED_LIKELIHOODS,
  TLP,
  VESSEL_KINDS,
  type ObservationKind,
  type RecordType,
} from '../../src/model/vocabulary.ts'
import { parseWhen } from '../../src/model/when.ts'
import { whenText } from './dates.ts'

/*
 * Arbitrary records: complete first revisions of every type, valid by their schema and by the rules that span fields,
 * with the text people and machines really paste: other scripts, control characters, formulas, markup, quotes, line
 * feeds. That they are valid is tested in records.test.ts.
 */

/** What goes wrong in terminals, spreadsheets, pages, cells, queries and paths. */
const NASTY = [
  '\u0000',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007',
  '\u009b2J',
  '\u0007\b\f\v\u007f',
  'one\ntwo',
  'one\r\ntwo',
  '\ttab\t',
  ' leading and trailing ',
  '\u00a0',
  '\u2028\u2029',
  '\ufeffRajin',
  '=HYPERLINK("https://example.org","Rajin")',
  '+73',
  '-73',
  '@SUM(A1:A9)',
  "'=1+1",
  '"quoted"',
  'a "quote" in it',
  "it's",
  'one, two; three\\four|five',
  'boxcar=60',
  '<b onclick="alert(1)">bold</b>',
  ']]>&amp;&lt;',
  '`code` *bold* [link](https://example.org)',
  '../../etc/passwd',
  'C:\\files\\CON',
  "'; DROP TABLE record; --",
  '%s %n ${id} {{id}}',
  '\u202egnitcerid-thgir\u202c',
  '\u200f\u200e\u2066\u2069',
  'שלום',
  'رجين',
  'Тихорецкий',
  'Ёлка'.normalize('NFD'),
  '두만강역',
  '두만강역'.normalize('NFD'),
  '图们江',
  'Rasŏn'.normalize('NFD'),
  'İstanbul ß ﬁ',
  '👩‍👩‍👧 🇰🇵',
  '𝕽𝖆𝖏𝖎𝖓',
  '\u0301',
  '\ufffd\uffff\u{10ffff}',
  '__proto__',
  'constructor',
  'null',
  'true',
  '0',
  '1e3',
  '007',
  '2023-10-05',
]

/** Non-empty well-formed text. */
export function text(): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(...NASTY)
  return fc.oneof(
    nasty,
    fc.tuple(nasty, nasty).map((parts) => parts.join(' ')),
    fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
    fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
    fc.constantFrom('Rajin', 'Dunai', 'several hundred containers', 'seen at the north pier'),
  )
}

/** A key of a record that has a readable one. */
function slug(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('rajin', 'dunai', 'rajin-dunai', 'rusi-2023-10-16', 'm-leasing-llc', '38-north'),
    fc.stringMatching(/^[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,3}$/),
  )
}

/** A key of a record that is known by its content. */
function contentKey(): fc.Arbitrary<string> {
  return fc.string({
    unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'),
    minLength: ID_LENGTH,
    maxLength: ID_LENGTH,
  })
}

/** A number that JSON and SQLite keep as it is; minus zero is not one. */
function numberIn(min: number, max: number): fc.Arbitrary<number> {
  return fc
    .oneof(
      fc.double({ min, max, noNaN: true }),
      fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, Number.MAX_SAFE_INTEGER)) }),
    )
    .map((n) => (n === 0 ? 0 : n))
}

/** Every form a quantity may be typed in. */
export function quantityText(): fc.Arbitrary<string> {
  const digits = fc.oneof(
    fc.nat({ max: 20_000 }).map(String),
    fc.nat({ max: Number.MAX_SAFE_INTEGER }).map(String),
    fc
      .tuple(fc.nat({ max: 9999 }), fc.stringMatching(/^\d{1,8}$/))
      .map(([whole, part]) => `${String(whole)}.${part}`),
  )
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('', '~', '~ ', '>=', '>', '<=', '<', '≥', '≤', '<= '), digits)
      .map((parts) => parts.join(''))
      // Nothing is less than nothing.
      .filter((typed) => !/^< ?[0.]+$/.test(typed)),
    fc.tuple(digits, digits).map((ends) => ends.sort((a, b) => Number(a) - Number(b)).join('..')),
    fc.constantFrom('several', 'dozens', 'hundreds', 'thousands', 'Dozens', 'SEVERAL'),
  )
}

function quantity(): fc.Arbitrary<Quantity> {
  return fc
    .tuple(quantityText(), fc.option(text(), { nil: undefined }))
    .map(([typed, stated]) => parseQuantity(typed, stated))
}

function when(): fc.Arbitrary<When> {
  return fc
    .tuple(whenText(), fc.option(text(), { nil: undefined }))
    .map(([typed, stated]) => parseWhen(typed, stated))
}

type Members = Record<string, fc.Arbitrary<unknown>>
type Made = Record<string, unknown>

/** All of `required` and any of `optional`; what is left out is absent, not undefined. */
function members(required: Members, optional: Members = {}): fc.Arbitrary<Made> {
  return fc.record(
    { ...required, ...optional },
    { requiredKeys: Object.keys(required), noNullPrototype: true },
  )
}

/** A group that has at least one of its members. */
function group(optional: Members): fc.Arbitrary<Made> {
  return members({}, optional).filter((value) => Object.keys(value).length > 0)
}

/** Gives a record that is known by its content the id that follows from it. */
function identified(record: fc.Arbitrary<Made>): fc.Arbitrary<Made> {
  return record.map((content) => ({
    ...content,
    id: contentId(content as unknown as Parameters<typeof contentId>[0]),
  }))
}

const envelope = (type: RecordType): Members => ({ type: fc.constant(type), revision: fc.constant(1) })
const texts = fc.array(text(), { minLength: 1, maxLength: 4 })
const country = fc.stringMatching(/^[A-Z]{2}$/)
const address = fc.oneof(fc.webUrl(), text())
const sha256 = text().map((content) => createHash('sha256').update(content).digest('hex'))
const containers = { colour: text(), size: text(), lot: text() }

const DETAILS: Record<ObservationKind, fc.Arbitrary<Made>> = {
  'ship-sighting': group({ activity: fc.constantFrom(...ACTIVITIES) }),
  'railcar-count': group({
    // zod leaves `__proto__` out of a record.
    cars: fc.dictionary(
      text().filter((name) => name !== '__proto__'),
      fc.nat(),
      { minKeys: 1, maxKeys: 4, noNullPrototype: true },
    ),
    tarped: fc.boolean(),
    consist: texts,
  }),
  'container-count': group(containers),
  'container-arrival': group(containers),
  'site-change': group({ change: fc.constantFrom(...SITE_CHANGES) }),
  statement: group({ topic: text() }),
}

/** Somewhere, with a quantity only where something was seen, and linked to the leg it was seen along. */
function observation(): fc.Arbitrary<Made> {
  const shown = members({ leg: slug() }, { stage: fc.constantFrom(...STAGES) })
  const shows = fc.array(shown, { minLength: 1, maxLength: 3 })
  const somewhere = fc.oneof(
    members({ place: slug() }, { shows }),
    members({ shows }),
    fc.tuple(slug(), fc.array(shown, { maxLength: 2 })).map(([along, others]) => ({
      along,
      shows: [...others.filter(({ leg }) => leg !== along), { leg: along, stage: 'in-transit' }],
    })),
  )
  const counted = fc.oneof(
    members({ outcome: fc.constant('seen') }, { quantity: quantity().filter(({ high }) => high !== 0) }),
    members({ outcome: fc.constantFrom(...OUTCOMES) }),
  )
  const ofKind = fc.oneof(
    ...OBSERVATION_KINDS.map((kind) => members({ kind: fc.constant(kind) }, { details: DETAILS[kind] })),
  )
  const rest = members(envelope('observation'), {
    observed: when(),
    unit: text(),
    vessels: fc.uniqueArray(slug(), { minLength: 1, maxLength: 3 }),
    claimedBy: slug(),
    judgement: text(),
    likelihood: fc.constantFrom(...LIKELIHOODS),
    credibility: fc.integer({ min: 1, max: 6 }),
    caveats: text(),
    coverage: text(),
    scope: fc.constantFrom(...SCOPES),
    baseline: fc.boolean(),
    handling: fc.constantFrom(...TLP),
    note: text(),
  })
  return fc.tuple(rest, ofKind, somewhere, counted).map((parts) => Object.assign({}, ...parts) as Made)
}

const RECORDS: Record<RecordType, fc.Arbitrary<Made>> = {
  case: members({ ...envelope('case'), id: contentKey(), title: text() }),
  source: members(
    {
      ...envelope('source'),
      id: slug(),
      kind: fc.constantFrom(...SOURCE_KINDS),
      title: text(),
      lineage: fc.constantFrom(...LINEAGES),
    },
    {
      publisher: text(),
      originator: slug(),
      author: text(),
      published: when(),
      accessed: when(),
      url: address,
      archivedUrl: address,
      language: fc.constantFrom('en', 'ru', 'ko', 'zh-Hans'),
      reliability: fc.constantFrom(...RELIABILITIES),
      handling: fc.constantFrom(...TLP),
      scene: group({
        item: text(),
        platform: text(),
        acquired: when(),
        gsd: numberIn(0, 1000),
        cloudCover: numberIn(0, 100),
        footprint: text(),
      }),
      file: members(
        { sha256, bytes: fc.nat({ max: Number.MAX_SAFE_INTEGER }), mediaType: text(), name: text() },
        { text: members({ sha256, bytes: fc.nat({ max: Number.MAX_SAFE_INTEGER }), by: text() }) },
      ),
      note: text(),
    },
  ),
  derivation: identified(
    members(
      { ...envelope('derivation'), source: slug(), from: slug(), how: fc.constantFrom(...DERIVATION_KINDS) },
      { note: text() },
    ).filter(({ source, from }) => source !== from),
  ),
  place: members(
    { ...envelope('place'), id: slug(), name: text() },
    {
      aliases: texts,
      kind: fc.constantFrom(...PLACE_KINDS),
      country,
      lat: numberIn(-90, 90),
      lon: numberIn(-180, 180),
      accuracy: numberIn(0, 1e6),
      note: text(),
    },
  ),
  vessel: members(
    { ...envelope('vessel'), id: slug(), name: text() },
    {
      formerNames: texts,
      imo: fc.stringMatching(/^\d{7}$/),
      mmsi: fc.stringMatching(/^\d{9}$/),
      mmsiValid: when(),
      flag: text(),
      flagValid: when(),
      kind: fc.constantFrom(...VESSEL_KINDS),
      note: text(),
    },
  ).map((vessel) =>
    typeof vessel.imo === 'string' && !imoCheckDigitHolds(vessel.imo)
      ? { ...vessel, imoCheck: 'wrong' }
      : vessel,
  ),
  organisation: members(
    { ...envelope('organisation'), id: slug(), name: text() },
    { aliases: texts, country, identifiers: texts, note: text() },
  ),
  relation: identified(
    members(
      {
        ...envelope('relation'),
        subject: members({ type: fc.constantFrom('vessel', 'organisation'), id: slug() }),
        predicate: fc.constantFrom(...PREDICATES),
        object: slug(),
      },
      { valid: when(), note: text() },
    ).filter(({ subject, object }) => (subject as { id: string }).id !== object),
  ),
  route: members({ ...envelope('route'), id: slug(), name: text() }, { note: text() }),
  leg: members(
    {
      ...envelope('leg'),
      id: slug(),
      route: slug(),
      from: slug(),
      to: slug(),
      mode: fc.constantFrom(...MODES),
    },
    {
      km: numberIn(0.001, 40_000),
      speed: group({ min: numberIn(0.001, 100), max: numberIn(100, 1000) }),
      note: text(),
    },
  ).filter(({ from, to }) => from !== to),
  observation: identified(observation()),
  citation: identified(
    members(
      { ...envelope('citation'), about: contentKey(), source: slug(), stance: fc.constantFrom(...STANCES) },
      {
        locator: text(),
        quote: members(
          { exact: text() },
          {
            prefix: text(),
            suffix: text(),
            start: fc.nat(),
            end: fc.nat(),
            unverified: fc.constant(true as const),
          },
        ),
        states: group({
          quantity: quantity(),
          unit: text(),
          observed: when(),
          words: text(),
          scope: fc.constantFrom(...SCOPES),
          likelihood: fc.constantFrom(...STATED_LIKELIHOODS),
          change: fc.constantFrom(...SITE_CHANGES),
          place: text(),
        }),
        note: text(),
      },
    ),
  ),
  conversion: identified(
    members(
      {
        ...envelope('conversion'),
        from: text(),
        to: text(),
        factor: quantity().filter(({ high }) => high !== 0),
        source: slug(),
      },
      { locator: text(), note: text() },
    ).filter(({ from, to }) => foldName(from as string) !== foldName(to as string)),
  ),
  judgement: identified(
    members(
      {
        ...envelope('judgement'),
        conflict: fc.constantFrom(...CONFLICTS),
        about: fc.uniqueArray(
          fc
            .tuple(
              fc.constantFrom('observation', 'citation', 'relation'),
              contentKey(),
              fc.integer({ min: 1, max: 99 }),
            )
            .map(([type, id, revision]) => `${type}:${id}#${String(revision)}`),
          { minLength: 1, maxLength: 4 },
        ),
        judgement: text(),
        because: text(),
      },
      { likelihood: fc.constantFrom(...LIKELIHOODS), note: text() },
    ),
  ),
  merge: identified(
    members({
      ...envelope('merge'),
      case: contentKey(),
      title: text(),
      size: fc.nat(),
      root: sha256,
      entries: fc.nat(),
      log: members({ sha256, bytes: fc.nat({ max: Number.MAX_SAFE_INTEGER }) }),
    }),
  ),
}

/** Valid first revisions of one type. Keys of other records in them are arbitrary: nothing says that those exist. */
export function recordOf<T extends RecordType>(type: T): fc.Arbitrary<RecordOf[T]> {
  return RECORDS[type] as unknown as fc.Arbitrary<RecordOf[T]>
}

/** Valid first revisions of any type. */
export const anyRecord: fc.Arbitrary<AnyRecord> = fc.oneof(...RECORD_TYPES.map(recordOf))
