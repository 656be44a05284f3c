import { compare } from '../model/order.ts'
import type { ObservationRecord } from '../model/records.ts'
import type { Dated } from './dated.ts'
import { used, type Finding, type Names } from './finding.ts'
import { CertainOrder, lastBefore, lookText, momentaryWindow, turns, type Side } from './looks.ts'
import { presenceOf, type Subject } from './presence.ts'
import { momentText, spanText } from './window.ts'

/**
 * Rule 4, brackets: within what moments something came, went or changed.
 *
 * Each look was made at some moment of its window. When every moment of a look that found nothing is before every moment
 * of one that found it, the thing came in between: after the one moment and by the other. Neither moment is known, so
 * what is certain is that it came after the first moment that the one window allows, and by the last that the other
 * does. All looks that found nothing before bound the same arrival, so the one that starts last counts; of the looks
 * that found it after, the one that ends first. A departure is the mirror image. Where two windows overlap, the order of
 * the looks is not known and nothing follows from them.
 */
export interface Bracket extends Finding {
  readonly rule: 'brackets'
  readonly verdict: 'arrival' | 'departure' | 'change'
  readonly place: string
  /** What came or went: a vessel, or what observations of that kind count in that unit. */
  readonly subject: Subject
  /**
   * Milliseconds since 1970, UTC: an arrival or change lies in (after, by], a departure in [after, by). Infinite where
   * nothing bounds it, never both.
   */
  readonly after: number
  readonly by: number
}

interface Looks {
  readonly place: string
  readonly subject: Subject
  readonly there: Dated[]
  readonly absent: Dated[]
}

/**
 * The arrivals, departures and changes that the looks at each place certainly bracket. Of one thing at one place they
 * take turns, and no two of them are the same event. What counts as a look that found it, or did not, is laid down in
 * presence.ts.
 *
 * @param observations at any places, in any order
 * @returns by place, subject and time
 */
export function bracketsOf(observations: readonly ObservationRecord[], names: Names): Bracket[] {
  const bySubject = new Map<string, Looks>()
  const none = new Map<string, Dated[]>()
  for (const observation of observations) {
    const { place } = observation
    const window = momentaryWindow(observation)
    if (place === undefined || window === undefined) continue
    const { subjects, there, noneOf } = presenceOf(observation)
    for (const subject of subjects) {
      const key = `${place}\n${keyOf(subject)}`
      const looks = bySubject.get(key) ?? { place, subject, there: [], absent: [] }
      bySubject.set(key, looks)
      looks[there ? 'there' : 'absent'].push({ observation, window })
    }
    if (noneOf !== undefined) {
      const looks = none.get(`${place}\n${noneOf}`) ?? []
      none.set(`${place}\n${noneOf}`, looks)
      looks.push({ observation, window })
    }
  }
  const shared = new Map([...none].map(([key, looks]) => [key, new CertainOrder(looks)]))
  return [...bySubject]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, looks]) => {
      const general = shared.get(`${looks.place}\n${familyOf(looks.subject)}`)
      const absent = [new CertainOrder(looks.absent), ...(general === undefined ? [] : [general])]
      return bracketsOfOne(looks, [new CertainOrder(looks.there)], absent, names)
    })
}

function bracketsOfOne(
  { place, subject }: Pick<Looks, 'place' | 'subject'>,
  there: Side,
  absent: Side,
  names: Names,
): Bracket[] {
  const [comesFirst, goesFirst] = [turns(absent, there), turns(there, absent)]
  const chain = goesFirst.length > comesFirst.length ? goesFirst : comesFirst
  return chain.slice(1).flatMap((second, i): Bracket[] => {
    const came = (chain === comesFirst) === (i % 2 === 0)
    if (!came && isEvent(subject)) return []
    const first = lastBefore(came ? absent : there, second.window.from)
    if (first === undefined) return []
    const [after, by] = [first.window.from, second.window.to]
    if (after === -Infinity && by === Infinity) return []
    const verdict = !came
      ? 'departure'
      : 'kind' in subject && subject.kind === 'site-change'
        ? 'change'
        : 'arrival'
    return [
      {
        rule: 'brackets',
        verdict,
        sentence: `At ${names.place(place)}, ${whatHappened(subject, verdict, names)} ${spanOf(after, by, came)}: ${foundText(first, !came, subject)}, ${foundText(second, came, subject)}.`,
        records: used(
          { type: 'observation', id: first.observation.id },
          { type: 'observation', id: second.observation.id },
        ),
        place,
        subject,
        after,
        by,
      },
    ]
  })
}

/** That containers have arrived, or a site was changed, is an event: not to see another is no departure. */
function isEvent(subject: Subject): boolean {
  return 'kind' in subject && (subject.kind === 'site-change' || subject.kind === 'container-arrival')
}

function keyOf(subject: Subject): string {
  return 'vessel' in subject
    ? `vessel ${subject.vessel}`
    : [subject.kind, subject.unit ?? '', subject.change ?? ''].join(' ')
}

function familyOf(subject: Subject): string {
  return 'vessel' in subject ? 'vessel' : subject.kind
}

function whatHappened(subject: Subject, verdict: Bracket['verdict'], names: Names): string {
  if ('vessel' in subject)
    return `${names.vessel(subject.vessel)} ${verdict === 'arrival' ? 'arrived' : 'departed'}`
  if (subject.kind === 'site-change')
    return `the site was changed${subject.change === undefined ? '' : ` (${subject.change})`}`
  if (subject.kind === 'ship-sighting' && subject.unit === 'ships')
    return `a ship without a recorded name ${verdict === 'arrival' ? 'arrived' : 'departed'}`
  const what = subject.unit ?? subject.kind
  if (subject.kind === 'container-arrival') return `${what} arrived`
  return verdict === 'arrival' ? `${what} appeared` : `${what} disappeared`
}

/** `between 2023-09-14 and 2023-09-22`; a bound that is a day may be any moment of that day. */
function spanOf(after: number, by: number, came: boolean): string {
  if (after === -Infinity) return `${came ? 'by' : 'before'} ${momentText(by)}`
  if (by === Infinity) return `${momentText(after)} or later`
  return `between ${momentText(after)} and ${momentText(by)} (within ${spanText(by - after)})`
}

function foundText({ window, observation }: Dated, there: boolean, subject: Subject): string {
  if (there) return `seen ${lookText(window)}`
  const ofAll = 'vessel' in subject && observation.vessels === undefined
  return `${ofAll ? 'no ships seen' : 'vessel' in subject ? 'not there' : 'none seen'} ${lookText(window)}`
}
