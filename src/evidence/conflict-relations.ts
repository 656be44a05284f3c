import { compare } from '../model/order.ts'
import type { CitationRecord, RelationRecord } from '../model/records.ts'
import type { RelationSaid } from './conflicts.ts'
import { atOdds, named, type Disagreement, type Position, type Voice } from './conflict-sides.ts'
import type { Names } from './finding.ts'
import { overlaps, windowOf } from './window.ts'

/* Rule 10, relations: who stands behind a ship, and who denies it. */

/**
 * Relations of which a ship has one at a time, with the words and the reason. Of an organisation none excludes another:
 * shares are divided. Nor do `sanctioned-by`, `linked-with` and `parent-of`: many may do the same.
 */
const ONE_AT_A_TIME: Readonly<Partial<Record<RelationRecord['predicate'], { words: string; why: string }>>> =
  {
    // SOLAS regulation XI-1/3-1 gives the registered owner of a ship a number of its own; there is one.
    'owned-by': { words: 'owned by', why: 'a ship has one registered owner at a time' },
    // A convention of this program: who operates a ship is who runs it, and two who do so are two claims.
    'operated-by': { words: 'operated by', why: 'a ship is operated by one company at a time' },
    // ISM Code 1.1.2: the Company is the one organisation that has assumed responsibility for operating the ship.
    'managed-by': {
      words: 'managed by',
      why: 'one company is responsible for a ship at a time (ISM Code 1.1.2)',
    },
  }

export function relationConflicts(said: readonly RelationSaid[], names: Names): Disagreement[] {
  const tied = tiesOf(said)
  const claims = said.filter(
    ({ relation: { subject, predicate } }) =>
      subject.type === 'vessel' && ONE_AT_A_TIME[predicate] !== undefined,
  )
  const groups = Map.groupBy(claims, ({ relation }) => `${relation.predicate} ${relation.subject.id}`)
  return [
    ...said.flatMap((one) => denied(one, names) ?? []),
    ...[...groups.values()].flatMap((group) => rivals(group, tied, names) ?? []),
  ]
}

/** A document contradicts a relation that another supports. */
function denied(
  { relation, citations, origins, against: denying }: RelationSaid,
  names: Names,
): Disagreement | undefined {
  const by = (wanted: CitationRecord['stance']) => citations.filter(({ stance }) => stance === wanted)
  const [supporting, against] = [by('supports'), by('contradicts')]
  if (supporting.length === 0 || against.length === 0) return undefined
  const documents = (some: readonly CitationRecord[]) =>
    named([...new Set(some.map(({ source }) => source))].sort(compare)).join(', ')
  const words = named(
    [
      ...new Set(against.flatMap(({ states }) => (states?.words === undefined ? [] : [`“${states.words}”`]))),
    ].sort(compare),
  ).join('; ')
  const side = (
    text: string,
    some: readonly CitationRecord[],
    voices: readonly Voice[],
  ): Position<string> => ({
    value: text,
    text,
    records: [
      { type: 'relation', id: relation.id },
      ...some.map(({ id }) => ({ type: 'citation' as const, id })),
    ],
    voices,
  })
  const subject = subjectName(relation, names)
  return {
    kind: 'relations',
    positions: [
      side('it is so', supporting, voicesOf(supporting, origins)),
      side(words === '' ? 'it is not' : `it is not, but ${words}`, against, voicesOf(against, denying)),
    ],
    drift: false,
    sentence: `That ${subject} is ${relation.predicate.replace('-', ' ')} ${names.organisation(relation.object)} (${relation.valid?.text ?? 'undated'}) is supported by ${documents(supporting)} and contradicted by ${documents(against)}${words === '' ? '' : `: ${words}`}.`,
    observations: [],
  }
}

/** Different owners, operators or managers of one ship at times that may be the same. */
function rivals(
  group: readonly RelationSaid[],
  tied: ReadonlySet<string>,
  names: Names,
): Disagreement | undefined {
  const [first] = group
  const rule = first === undefined ? undefined : ONE_AT_A_TIME[first.relation.predicate]
  if (first === undefined || rule === undefined) return undefined
  const positions = group
    .map(({ relation, citations, origins }): Position<RelationRecord> => ({
      value: relation,
      text: `${names.organisation(relation.object)} (${relation.valid?.text ?? 'undated'})`,
      records: [{ type: 'relation', id: relation.id }],
      voices: voicesOf(
        citations.filter(({ stance }) => stance === 'supports'),
        origins,
      ),
    }))
    .sort((a, b) => compare(a.value.object, b.value.object) || compare(a.value.id, b.value.id))
  const sides = atOdds(positions, (a, b) => areRivals(a, b, tied))
  if (sides.length < 2) return undefined
  const said = sides.map((side) => side.text)
  const isDated = sides.every(({ value }) => value.valid !== undefined)
  return {
    kind: 'relations',
    positions: sides,
    drift: false,
    sentence: `${subjectName(first.relation, names)} is said to be ${rule.words} ${named(said).join(' and by ')}, and ${rule.why}${isDated ? '' : '; without a date for each it is not known whether one followed the other'}.`,
    observations: [],
  }
}

function areRivals(a: RelationRecord, b: RelationRecord, tied: ReadonlySet<string>): boolean {
  if (a.object === b.object || tied.has(tie(a.object, b.object)) || isHandedOver(a, b) || isHandedOver(b, a))
    return false
  const [one, other] = [windowOf(a.valid), windowOf(b.valid)]
  return one === undefined || other === undefined || overlaps(one, other)
}

/** `…/2023` and `2023/…`: the one may have ended, and the other begun, on any day of the year that both name. */
function isHandedOver(before: RelationRecord, after: RelationRecord): boolean {
  const [, end] = before.valid?.text.split('/') ?? []
  const [start, ...rest] = after.valid?.text.split('/') ?? []
  return end !== undefined && end !== '' && end !== '..' && rest.length > 0 && end === start
}

/** Organisations of which one owns or is the parent of the other: both may be named as owner of a ship. */
function tiesOf(said: readonly RelationSaid[]): Set<string> {
  return new Set(
    said.flatMap(({ relation: { subject, predicate, object } }) =>
      subject.type === 'organisation' && (predicate === 'owned-by' || predicate === 'parent-of')
        ? [tie(subject.id, object)]
        : [],
    ),
  )
}

function tie(a: string, b: string): string {
  return [a, b].sort(compare).join(' ')
}

function subjectName({ subject }: RelationRecord, names: Names): string {
  return subject.type === 'vessel' ? names.vessel(subject.id) : names.organisation(subject.id)
}

/** What a relation rests on is worked out for all its documents together. */
function voicesOf(citations: readonly CitationRecord[], { origins }: RelationSaid['origins']): Voice[] {
  return citations.map((citation) => ({ citation, origins, firsthand: false }))
}
