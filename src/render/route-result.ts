import { z } from 'zod'
import { DRIFTS } from '../evidence/drift.ts'
import { STRENGTHS } from '../evidence/strength.ts'
import { schemas } from '../model/records.ts'
import { CONFLICTS, OBSERVATION_KINDS, RECORD_TYPES, STAGES } from '../model/vocabulary.ts'

/*
 * What `trace route … --json` prints, as a schema: `trace schema route-result` publishes it, and a test holds what is
 * printed to it. Loaded by that command alone; whoever prints uses the types.
 */

const text = (description: string) => z.string().describe(description)
const texts = (description: string) => z.array(z.string()).readonly().describe(description)
const number = (description: string) => z.number().describe(description)
const count = (description: string) => z.number().int().min(0).describe(description)
const instant = (description: string) => z.iso.datetime({ precision: 3 }).describe(description)

const used = z
  .array(z.strictObject({ type: z.enum(RECORD_TYPES), id: z.string() }).readonly())
  .readonly()
  .describe('the records it rests on')

const finding = <R extends string, const V extends readonly string[], M extends z.ZodRawShape>(
  rule: R,
  verdicts: V,
  more: M,
) =>
  z.strictObject({
    rule: z.literal(rule),
    verdict: z.enum(verdicts).describe('the word of the rule for it'),
    sentence: text('what was found, in one sentence'),
    records: used,
    ...more,
  })

const interval = z
  .strictObject({
    low: number('lower bound'),
    high: number('upper bound; left out where there is none').optional(),
    lowOpen: z.boolean().describe('the lower bound itself is not part of it'),
    highOpen: z.boolean().describe('the upper bound itself is not part of it'),
  })
  .describe('every number that a quantity allows')
const bounds = (description: string) =>
  z
    .strictObject({ least: number('at least').optional(), most: number('at most').optional() })
    .describe(`${description}; a bound that is open is left out`)
const window = z
  .strictObject({
    earliest: instant('first moment it allows').optional(),
    latest: instant('last moment it allows').optional(),
  })
  .describe('at some moment of this window, UTC')
const days = { first: text('calendar day'), last: text('calendar day, inclusive') }
const stretch = z.strictObject({ ...days, days: count('how many') }).readonly()

const origins = z
  .strictObject({
    origins: z.array(
      z.strictObject({
        key: text('organisation:KEY, scene:ID or source:KEY'),
        name: text('as it is printed'),
        sources: texts('original sources that stand for it'),
        readings: texts('who read it: of a scene perhaps several'),
      }),
    ),
    unrooted: z
      .array(z.strictObject({ source: z.string(), why: z.string() }))
      .describe('counted as no origin'),
    cycles: z.array(z.array(z.string())).describe('sources that derive from themselves'),
  })
  .describe('rule 1: who saw or said it first')

const findings = z
  .strictObject({
    origins: z.array(
      finding('origins', ['independent', 'one-origin', 'none', 'unrooted', 'cycle', 'one-scene'], {}),
    ),
    credibility: z.array(finding('origins', ['not-confirmed'], { about: text('id of the observation') })),
    drift: z.array(
      finding('drift', DRIFTS, {
        about: text('id of the observation'),
        field: text('what changed'),
        before: text('as stated before'),
        after: text('as stated after'),
        from: text('the document it is compared with; left out for the observation as recorded').optional(),
        source: text('the document in which it changed'),
        citation: text('id of the citation that says so'),
      }),
    ),
    brackets: z.array(
      finding('brackets', ['arrival', 'departure', 'change'], {
        place: text('key of the place'),
        subject: z.union([
          z.strictObject({ vessel: z.string() }),
          z.strictObject({
            kind: z.enum(OBSERVATION_KINDS),
            unit: z.string().optional(),
            change: z.string().optional(),
          }),
        ]),
        after: instant('after this moment; of a departure at it or after').optional(),
        by: instant('by this moment; of a departure before it').optional(),
      }),
    ),
    voyages: z.array(
      z.union([
        finding('voyages', ['at-least', 'none-shown'], {
          vessel: text('key of the vessel'),
          leg: text('key of the leg'),
          trips: z
            .array(
              z.strictObject({
                from: text('key of the place'),
                to: text('key of the place'),
                departed: window,
                arrived: window,
                records: used,
                unlooked: count('days between on which nobody looked at either end'),
              }),
            )
            .describe('those whose direction is certain'),
          atLeast: count('trips in whichever direction'),
          roundTrips: count('out and back'),
        }),
        finding('voyages', ['shown', 'not-shown-by-sightings', 'contradicted'], {
          leg: text('key of the leg'),
          observation: text('id of the observation that states it'),
          stated: interval,
          shown: count('as many as the sightings show, in the unit that is stated'),
        }),
      ]),
    ),
    transit: z.array(
      finding('transit', ['impossible', 'strained', 'plausible', 'unconstrained'], {
        leg: text('key of the leg'),
        what: z.union([
          z.strictObject({ vessel: z.string() }),
          z.strictObject({ lot: z.string() }),
          z.strictObject({ consist: texts('car types in order') }),
        ]),
        hours: bounds('time between the two sightings'),
        km: number('length of the leg').optional(),
        basis: z.enum(['stated', 'great-circle']).optional(),
        needed: bounds('speed needed, in km/h').optional(),
        strain: text('what strains it').optional(),
        pairs: count('pairs of sightings that come to this'),
      }),
    ),
    exclusivity: z.array(
      finding('exclusivity', ['two-places-at-once', 'too-fast'], {
        vessel: text('key of the vessel'),
        places: z.tuple([z.string(), z.string()]).readonly(),
        km: number('least distance between the places').optional(),
        hours: number('most time between the two'),
        needed: number('speed needed, in km/h').optional(),
      }),
    ),
    conservation: z.array(
      finding('conservation', ['consistent', 'shortfall', 'excess', 'not-comparable'], {
        legs: z.tuple([z.string(), z.string()]).readonly(),
        unit: text('what both are given in').optional(),
        out: interval.optional(),
        into: interval.optional(),
        conversions: texts('ids of the assumptions used'),
      }),
    ),
    match: z.array(
      finding('match', ['same-colour-and-size', 'same-lot', 'same-consist', 'consist-reversed'], {
        from: text('key of the place'),
        to: text('key of the place'),
        what: text('what is the same'),
      }),
    ),
    conflicts: z.array(
      finding('conflicts', CONFLICTS, {
        key: text('id of the conflict, for trace settle'),
        legs: texts('keys of the legs it concerns'),
        sides: z
          .array(
            z
              .strictObject({ text: z.string(), records: used, origins: texts('who is behind it') })
              .readonly(),
          )
          .readonly(),
        drift: z.boolean().describe('only copies differ from what they repeat'),
        settled: z
          .strictObject({ judgement: schemas.judgement, stale: used })
          .readonly()
          .optional()
          .describe('what was judged of it; open again when a record is stale'),
      }),
    ),
    gaps: z.array(
      finding('gaps', ['gap', 'no-gap', 'never'], {
        place: text('key of the place').optional(),
        leg: text('key of the leg').optional(),
        window: z.strictObject(days).readonly().optional(),
        days: z.strictObject({
          looked: count('days with a look'),
          withoutSight: count('days with a look that could not see'),
          perhaps: count('days within a longer window'),
          nobody: count('days on which nobody is recorded to have looked'),
        }),
        longest: stretch.optional().describe('the longest stretch on which nobody looked'),
        unsure: stretch.optional().describe('the longest stretch without a certain look'),
      }),
    ),
  })
  .describe('what every rule found')
export type FindingsResult = z.infer<typeof findings>

const [ship, ...others] = schemas.observation.options
const said = {
  origins,
  against: origins.optional().describe('origins of what contradicts it'),
  citations: z.array(schemas.citation),
}
const observation = z.discriminatedUnion('kind', [
  ship.extend(said),
  ...others.map((option) => option.extend(said)),
])

const leg = schemas.leg.extend({
  length: z
    .strictObject({ km: z.number(), basis: z.enum(['stated', 'great-circle']) })
    .optional()
    .describe('of its way'),
  observed: z
    .strictObject({ first: z.string(), last: z.string() })
    .optional()
    .describe('first and last date as typed'),
  undated: count('observations without a date'),
  origins,
  coverage: z
    .array(
      z.strictObject({
        stage: z.enum(STAGES),
        origins: origins.shape.origins,
        observations: texts('ids of the observations that show it'),
      }),
    )
    .describe('rule 3: what shows each stage'),
  strength: z
    .strictObject({
      strength: z.enum(STRENGTHS),
      why: z.string(),
      observations: texts('ids of the observations it rests on'),
      conflicts: texts('of a contested leg, the conflicts that contest it').optional(),
    })
    .describe('rule 10'),
  findings,
  observations: z.array(observation).describe('linked to the leg, in order of time'),
})

const asOf = z.strictObject({
  entry: count('the last entry that was read'),
  recordedAt: instant('when it was recorded'),
  publicBy: instant('only what was public by then').optional(),
})
const telling = finding('gaps', ['most-telling'], {
  leg: z.string(),
  stage: z.enum(STAGES),
  place: z.string(),
  window: z.strictObject(days).readonly().optional(),
}).describe('where one more image would change the chain most')

const route = z.strictObject({
  route: schemas.route,
  asOf,
  legs: z.array(leg),
  weakest: texts('keys of the weakest legs'),
  contentsIdentifiedOn: texts('keys of legs on which something shows what was carried'),
  branches: z.array(
    z.strictObject({ place: z.string(), legs: texts('keys'), how: z.enum(['parts', 'joins']) }),
  ),
  conflicts: findings.shape.conflicts,
  telling: telling.optional(),
})

/** Of a route, or of a leg alone. */
const RouteResult = z.union([route, leg])

/** JSON Schema, draft 2020-12. */
export function routeResultSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(RouteResult, { target: 'draft-2020-12' })
  return {
    $schema,
    $id: 'urn:trace-evidence:result:route',
    title: 'what trace route prints with --json',
    ...rest,
  }
}
