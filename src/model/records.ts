import { z } from 'zod'
import { SHA256_HEX } from './sha256-hex.ts'
import type { OBSERVATION_KINDS } from './vocabulary.ts'
import {
  ACTIVITIES,
  CONFLICTS,
  DERIVATION_KINDS,
  LIKELIHOODS,
  LINEAGES,
  MODES,
  OUTCOMES,
  PLACE_KINDS,
  PREDICATES,
  QUALIFIERS,
  RELIABILITIES,
  SCOPES,
  SITE_CHANGES,
  SOURCE_KINDS,
  STAGES,
  STANCES,
  STATED_LIKELIHOODS,
  TLP,
  VESSEL_KINDS,
  type RecordType,
} from './vocabulary.ts'

/*
 * The one definition of every record: types, validation, the options of `record` and `correct`, CSV columns and
 * `trace schema` all come from these schemas. A field may be added when it is optional (absent fields are left out of
 * the canonical form, so old hashes stay valid); a field is never renamed or given another meaning.
 */

/** What a schema alone cannot say about a field. */
export interface FieldMeta {
  /** The record type this value is a key of. */
  ref?: RecordType
  /** The flag that sets it, where that is not simply its name. */
  flag?: string
  /** What stands for the value in help texts. */
  value?: string
  /** Worked out from other fields when it is recorded; never typed, and no part of a content id. */
  derived?: true
  /** Printed and exported but set by the program alone. */
  internal?: true
}
export const fieldMeta = z.registry<FieldMeta>()

/** Text has no lone surrogates: they cannot be written as UTF-8, and so neither hashed nor exported. */
const wellFormed = () =>
  z
    .string()
    .min(1)
    .refine((value) => value.isWellFormed(), 'is not well-formed Unicode')
const text = (description: string) => wellFormed().describe(description)
const texts = (description: string) => z.array(wellFormed()).min(1).describe(description)
const ref = (type: RecordType, description: string, meta: FieldMeta = {}) =>
  wellFormed()
    .describe(description)
    .register(fieldMeta, { ref: type, value: type.toUpperCase(), ...meta })
const derived = <T extends z.ZodType>(schema: T, description: string): T => {
  const described = schema.describe(description)
  fieldMeta.add(described, { derived: true })
  return described
}
const count = (description: string) => z.number().int().min(0).describe(description)
const measure = (description: string) => z.number().min(0).describe(description)

const digest = z.string().regex(SHA256_HEX)
const sha256 = (description: string) => digest.describe(description)
const instant = z.iso.datetime({ precision: 3 })

export const When = z
  .strictObject({
    text: text('EDTF date or interval (level 1), or RFC 3339 instants; kept as typed'),
    earliest: derived(instant.optional(), 'first instant it allows, UTC'),
    latest: derived(instant.optional(), 'last instant it allows, UTC'),
    stated: text('the wording of the source, such as "early January"').optional(),
  })
  .meta({ id: 'When' })
export type When = z.infer<typeof When>

export const Quantity = z
  .strictObject({
    text: text(
      '73, ~73, 60..73, >=1000, >1000, <=20, <20, several, dozens, hundreds, thousands; kept as typed',
    ),
    low: derived(z.number().min(0).optional(), 'lower bound'),
    best: derived(z.number().min(0).optional(), 'the number named'),
    high: derived(z.number().min(0).optional(), 'upper bound'),
    qualifier: derived(z.enum(QUALIFIERS), 'how the number is hedged'),
    stated: text('the words of the source, such as "around 73"').optional(),
  })
  .meta({ id: 'Quantity' })
export type Quantity = z.infer<typeof Quantity>

const when = (description: string, flag?: string) =>
  When.optional()
    .describe(description)
    .register(fieldMeta, { value: 'DATE', ...(flag === undefined ? {} : { flag }) })

/** What every revision carries beside its own fields. */
const revision = {
  revision: z.number().int().min(1).describe('1 for the first; a correction or retraction adds one'),
  retracted: z.literal(true).optional().describe('this revision takes the record back'),
  reason: text('why it was corrected or retracted').optional(),
  resolves: z
    .array(digest)
    .min(1)
    .optional()
    .describe(
      'leaves of the revisions that were at odds after a merge and that this one settles, in hexadecimal',
    )
    .register(fieldMeta, { internal: true }),
  undoes: digest
    .optional()
    .describe(
      'leaf of the revision that this one undoes, in hexadecimal; only where that settled revisions at odds, or undid that',
    )
    .register(fieldMeta, { internal: true }),
}
const country = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .optional()
  .describe('country (ISO 3166-1, two letters)')
const slug = { id: text('key') }
const contentId = {
  id: text('content id: Crockford base32 of the first 80 bits of the SHA-256 of what was recorded'),
}

const Case = z.strictObject({
  type: z.literal('case'),
  id: text('random id, made when the case was started'),
  ...revision,
  title: text('what is investigated'),
})

const Source = z.strictObject({
  type: z.literal('source'),
  ...slug,
  ...revision,
  kind: z.enum(SOURCE_KINDS).describe('what sort of document it is'),
  title: text('title of the document'),
  publisher: text('who made it public').optional(),
  originator: ref('organisation', 'organisation that saw or said it first').optional(),
  author: text('author').optional(),
  published: when('when the document was made public'),
  accessed: when('when you read it'),
  url: text('address; it is never fetched').optional(),
  archivedUrl: text('address of an archived copy').optional(),
  language: text('language of the document (BCP 47), such as en or ru').optional(),
  lineage: z.enum(LINEAGES).describe('original (first-hand), derived (repeats another document) or unknown'),
  reliability: z.enum(RELIABILITIES).optional().describe('Admiralty code, reliability of the source, A to F'),
  handling: z.enum(TLP).optional().describe('TLP 2.0 label'),
  scene: z
    .strictObject({
      item: text('catalogue id of the image; images of one scene are one origin').optional(),
      platform: text('satellite or sensor').optional(),
      acquired: when('when the image was taken'),
      gsd: measure('ground sample distance in metres').optional(),
      cloudCover: z.number().min(0).max(100).describe('cloud cover in per cent').optional(),
      footprint: text('area covered, as WKT').optional(),
    })
    .optional()
    .describe('for imagery: the scene'),
  file: z
    .strictObject({
      sha256: sha256('SHA-256 of the archived file'),
      bytes: count('size of the archived file in bytes'),
      mediaType: text('media type of the archived file'),
      name: text('name the file had when it was added'),
      text: z
        .strictObject({
          sha256: sha256('SHA-256 of the text taken from it, which is archived too'),
          bytes: count('size of that text in bytes (UTF-8)'),
          by: text('what took it'),
        })
        .optional()
        .describe('the words of the document, where they had to be taken from it'),
    })
    .optional()
    .describe('the archived document')
    .register(fieldMeta, { internal: true }),
  timestamp: z
    .strictObject({
      size: count('size of the log that was stamped, in leaves'),
      root: sha256('root of that log'),
      time: text('when the authority says it saw it, UTC'),
      authority: text('name of the authority, as its reply has it').optional(),
    })
    .optional()
    .describe('for the reply of a time-stamping authority (RFC 3161): the checkpoint of this case it stamped')
    .register(fieldMeta, { internal: true }),
  note: text('note').optional(),
})

const Derivation = z.strictObject({
  type: z.literal('derivation'),
  ...contentId,
  ...revision,
  source: ref('source', 'the document that repeats'),
  from: ref('source', 'the document it repeats'),
  how: z.enum(DERIVATION_KINDS).describe('how it repeats it').register(fieldMeta, { flag: 'as' }),
  note: text('note').optional(),
})

const Place = z.strictObject({
  type: z.literal('place'),
  ...slug,
  ...revision,
  name: text('name'),
  aliases: texts('other names and spellings').optional(),
  kind: z.enum(PLACE_KINDS).optional().describe('what sort of place it is'),
  country,
  lat: z.number().min(-90).max(90).optional().describe('latitude in degrees, WGS 84, north positive'),
  lon: z.number().min(-180).max(180).optional().describe('longitude in degrees, WGS 84, east positive'),
  accuracy: measure('how far off the position may be, in metres').optional(),
  note: text('note, such as where the position is from').optional(),
})

const Vessel = z.strictObject({
  type: z.literal('vessel'),
  ...slug,
  ...revision,
  name: text('name'),
  formerNames: texts('former names and other spellings').optional(),
  imo: z
    .string()
    .regex(/^\d{7}$/)
    .optional()
    .describe('IMO number, seven digits'),
  imoCheck: derived(
    z.literal('wrong').optional(),
    'says "wrong" when the check digit of the IMO number does not hold',
  ),
  mmsi: z
    .string()
    .regex(/^\d{9}$/)
    .optional()
    .describe('MMSI, nine digits'),
  mmsiValid: when('when that MMSI was in use'),
  flag: text('flag state').optional(),
  flagValid: when('when it sailed under that flag'),
  kind: z.enum(VESSEL_KINDS).optional().describe('what sort of vessel it is'),
  note: text('note').optional(),
})

const Organisation = z.strictObject({
  type: z.literal('organisation'),
  ...slug,
  ...revision,
  name: text('name, as origins are printed'),
  aliases: texts('other names').optional(),
  country,
  identifiers: texts('identifiers, such as "OFAC 37066"').optional(),
  note: text('note').optional(),
})

const Relation = z.strictObject({
  type: z.literal('relation'),
  ...contentId,
  ...revision,
  subject: z
    .strictObject({
      type: z.enum(['vessel', 'organisation']).describe('vessel or organisation'),
      id: text('key of the vessel or organisation'),
    })
    .describe('who the relation is about'),
  predicate: z.enum(PREDICATES).describe('the relation'),
  object: ref('organisation', 'the other end'),
  valid: when('when it held'),
  note: text('note').optional(),
})

const Route = z.strictObject({
  type: z.literal('route'),
  ...slug,
  ...revision,
  name: text('name'),
  note: text('note').optional(),
})

const Leg = z.strictObject({
  type: z.literal('leg'),
  ...slug,
  ...revision,
  route: ref('route', 'the route it belongs to'),
  from: ref('place', 'where it starts'),
  to: ref('place', 'where it ends'),
  mode: z.enum(MODES).describe('by what'),
  km: z
    .number()
    .positive()
    .optional()
    .describe('stated length in kilometres; without one a sea leg shows the great circle'),
  speed: z
    .strictObject({
      min: z.number().positive().optional().describe('slowest plausible speed in km/h'),
      max: z.number().positive().optional().describe('fastest plausible speed in km/h'),
    })
    .optional()
    .describe('speed range'),
  note: text('note').optional(),
})

const observationCore = {
  type: z.literal('observation'),
  ...contentId,
  ...revision,
}
const observationFields = {
  place: ref('place', 'where it was seen', { flag: 'at' }).optional(),
  along: ref('leg', 'the leg it was seen on, under way').optional(),
  observed: when('when it was seen', 'on'),
  outcome: z
    .enum(OUTCOMES)
    .describe(
      'seen; none-seen: looked, would have seen it, was not there; not-visible: could not have seen it',
    ),
  quantity: Quantity.optional()
    .describe('how many: 73, ~73, 60..73, >=1000, >1000, <=20, <20, several, dozens, hundreds, thousands')
    .register(fieldMeta, { flag: 'count', value: 'QUANTITY' }),
  unit: text('what is counted, such as railcars, containers, km').optional(),
  vessels: z
    .array(wellFormed())
    .min(1)
    .optional()
    .describe('vessels it is about')
    .register(fieldMeta, { ref: 'vessel', flag: 'vessel', value: 'VESSEL' }),
  claimedBy: ref('organisation', 'who makes the claim, when that is not whom you read it from').optional(),
  judgement: text('what it is judged to mean, apart from what was seen').optional(),
  likelihood: z.enum(LIKELIHOODS).optional().describe('how likely that judgement is (ICD 203)'),
  credibility: z
    .number()
    .int()
    .min(1)
    .max(6)
    .optional()
    .describe('Admiralty code, credibility of the information, 1 to 6'),
  caveats: text('what limits it, such as tarpaulins over the cargo').optional(),
  coverage: text('how much of the site and of the time was looked at').optional(),
  shows: z
    .array(
      z.strictObject({
        leg: text('key of the leg'),
        stage: z.enum(STAGES).optional().describe('what it shows of the leg'),
      }),
    )
    .min(1)
    .optional()
    .describe('the legs it is evidence for, each with the stage it shows')
    .register(fieldMeta, { flag: 'leg', value: 'LEG[:STAGE]' }),
  scope: z
    .enum(SCOPES)
    .optional()
    .describe('what the quantity stands for: a total over the window, or what was there at one time'),
  baseline: z
    .boolean()
    .optional()
    .describe('states what was usual over the window, and is no count of one day'),
  handling: z.enum(TLP).optional().describe('TLP 2.0 label'),
  note: text('note').optional(),
}

const containers = {
  colour: text('colour of the containers').optional(),
  size: text('size of the containers, such as 20ft').optional(),
  lot: text(
    'what the same lot of containers is called wherever it is seen, such as a number or a mark',
  ).optional(),
}
/** The details of each kind. Every one is optional: a source says what it says. */
export const details = {
  'railcar-count': z.strictObject({
    cars: z
      .record(wellFormed(), z.number().int().min(0))
      .optional()
      .describe('count per car type')
      .register(fieldMeta, { value: 'TYPE=N' }),
    tarped: z.boolean().optional().describe('covered by tarpaulins'),
    consist: texts('car types in order, front to rear').optional(),
  }),
  'container-count': z.strictObject(containers),
  'container-arrival': z.strictObject(containers),
  'ship-sighting': z.strictObject({
    activity: z.enum(ACTIVITIES).optional().describe('what the ship was doing'),
  }),
  'site-change': z.strictObject({
    change: z.enum(SITE_CHANGES).optional().describe('how the site changed'),
  }),
  statement: z.strictObject({
    topic: text('what the statement is about').optional(),
  }),
} as const satisfies Record<(typeof OBSERVATION_KINDS)[number], z.ZodType>

const observationOf = <K extends (typeof OBSERVATION_KINDS)[number]>(kind: K) =>
  z.strictObject({
    ...observationCore,
    kind: z.literal(kind).describe('what sort of observation it is'),
    ...observationFields,
    details: details[kind].optional().describe('what only this kind has') as z.ZodOptional<
      (typeof details)[K]
    >,
  })

/** A discriminated union on `kind`. */
const Observation = z.discriminatedUnion('kind', [
  observationOf('ship-sighting'),
  observationOf('railcar-count'),
  observationOf('container-count'),
  observationOf('container-arrival'),
  observationOf('site-change'),
  observationOf('statement'),
])

const Citation = z.strictObject({
  type: z.literal('citation'),
  ...contentId,
  ...revision,
  about: text('id of the observation or relation it is about'),
  source: ref('source', 'the document'),
  stance: z.enum(STANCES).describe('what the source does to it: supports, contradicts, mentions'),
  locator: text('where in the source: page, time, row, region').optional(),
  quote: z
    .strictObject({
      exact: text('the words of the source (W3C TextQuoteSelector)').register(fieldMeta, { flag: 'quote' }),
      prefix: text('the words just before them').optional(),
      suffix: text('the words just after them').optional(),
      start: derived(
        z.number().int().min(0).optional(),
        'where the words start in the text of the document (W3C TextPositionSelector), in code points from 0',
      ),
      end: derived(z.number().int().min(0).optional(), 'where they end, in code points; not part of them'),
      unverified: z
        .literal(true)
        .optional()
        .describe('was recorded although the words are not in the text of the document')
        .register(fieldMeta, { internal: true }),
    })
    .optional()
    .describe('quotation'),
  states: z
    .strictObject({
      quantity: Quantity.optional()
        .describe('the quantity as this source states it')
        .register(fieldMeta, { value: 'QUANTITY' }),
      unit: text('the unit as this source states it').optional(),
      observed: when('the date as this source states it'),
      words: text('the claim as this source words it, in short').optional(),
      scope: z
        .enum(SCOPES)
        .optional()
        .describe('what the figure stands for as this source states it: a total, or one event'),
      likelihood: z
        .enum(STATED_LIKELIHOODS)
        .optional()
        .describe('how likely this source says the judgement is (ICD 203), or that it is stated as fact'),
      change: z.enum(SITE_CHANGES).optional().describe('how the site changed as this source states it'),
      place: text('the place as this source names it').optional(),
    })
    .optional()
    .describe('what this source itself states'),
  note: text('note').optional(),
})

const Conversion = z.strictObject({
  type: z.literal('conversion'),
  ...contentId,
  ...revision,
  from: text('unit that is converted, such as containers'),
  to: text('unit it is converted to, such as shells'),
  factor: Quantity.describe('how many of the second unit one of the first is taken to be').register(
    fieldMeta,
    {
      value: 'QUANTITY',
    },
  ),
  source: ref('source', 'the document the assumption is from'),
  locator: text('where in the source: page, time, row, region').optional(),
  note: text('what it rests on').optional(),
})

const Judgement = z.strictObject({
  type: z.literal('judgement'),
  ...contentId,
  ...revision,
  conflict: z
    .enum(CONFLICTS)
    .describe('what sort of conflict it settles')
    .register(fieldMeta, { internal: true }),
  about: texts('the records at odds as they stood, each TYPE:ID#REVISION').register(fieldMeta, {
    internal: true,
  }),
  judgement: text('what it is judged to be'),
  // The reason of a correction has the flag of that name.
  because: text('why').register(fieldMeta, { internal: true }),
  likelihood: z.enum(LIKELIHOODS).optional().describe('how likely that judgement is (ICD 203)'),
  note: text('note').optional(),
})

const Merge = z.strictObject({
  type: z.literal('merge'),
  ...contentId,
  ...revision,
  case: text('id of the case that was merged into this one').register(fieldMeta, { internal: true }),
  title: text('what that case investigates').register(fieldMeta, { internal: true }),
  size: count('leaves in its log').register(fieldMeta, { internal: true }),
  root: sha256('root of its log, in hexadecimal').register(fieldMeta, { internal: true }),
  entries: count('entries in its log').register(fieldMeta, { internal: true }),
  log: z
    .strictObject({
      sha256: sha256('SHA-256 of its archived log'),
      bytes: count('size of its archived log in bytes'),
    })
    .describe('its log, from which every leaf and root of it can be worked out again')
    .register(fieldMeta, { internal: true }),
})

export const schemas = {
  case: Case,
  source: Source,
  derivation: Derivation,
  place: Place,
  vessel: Vessel,
  organisation: Organisation,
  relation: Relation,
  route: Route,
  leg: Leg,
  observation: Observation,
  citation: Citation,
  conversion: Conversion,
  judgement: Judgement,
  merge: Merge,
} as const satisfies Record<RecordType, z.ZodType>

export type CaseRecord = z.infer<typeof Case>
export type SourceRecord = z.infer<typeof Source>
export type DerivationRecord = z.infer<typeof Derivation>
export type PlaceRecord = z.infer<typeof Place>
export type VesselRecord = z.infer<typeof Vessel>
export type OrganisationRecord = z.infer<typeof Organisation>
export type RelationRecord = z.infer<typeof Relation>
export type RouteRecord = z.infer<typeof Route>
export type LegRecord = z.infer<typeof Leg>
export type ObservationRecord = z.infer<typeof Observation>
export type CitationRecord = z.infer<typeof Citation>
export type ConversionRecord = z.infer<typeof Conversion>
export type JudgementRecord = z.infer<typeof Judgement>
export type MergeRecord = z.infer<typeof Merge>

export interface RecordOf {
  case: CaseRecord
  source: SourceRecord
  derivation: DerivationRecord
  place: PlaceRecord
  vessel: VesselRecord
  organisation: OrganisationRecord
  relation: RelationRecord
  route: RouteRecord
  leg: LegRecord
  observation: ObservationRecord
  citation: CitationRecord
  conversion: ConversionRecord
  judgement: JudgementRecord
  merge: MergeRecord
}
/** One revision of any record. */
export type AnyRecord = RecordOf[RecordType]
