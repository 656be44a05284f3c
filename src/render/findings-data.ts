import type { LegFindings } from '../evidence/appraisal.ts'
import type { Conflict } from '../evidence/conflicts.ts'
import type { Interval } from '../evidence/interval.ts'
import type { Trip } from '../evidence/trips.ts'
import type { Window } from '../evidence/window.ts'
import type { FindingsResult } from './route-result.ts'

/*
 * Findings as JSON has them. JSON knows no infinity: a bound that is open is left out. Moments are RFC 3339, UTC. The form
 * is published (route-result.ts), and the type of that schema holds this file to it.
 */

/** @returns what `findings` of a leg is in `trace route --json` */
export function findingsData(findings: LegFindings): FindingsResult {
  return {
    origins: [...findings.origins],
    credibility: [...findings.credibility],
    drift: findings.drift.map(({ from, ...drift }) => ({ ...drift, ...present({ from }) })),
    brackets: findings.brackets.map(({ after, by, ...bracket }) => ({
      ...bracket,
      ...present({ after: instant(after), by: instant(by) }),
    })),
    voyages: findings.voyages.map((voyages) =>
      'stated' in voyages
        ? { ...voyages, stated: intervalData(voyages.stated) }
        : { ...voyages, trips: voyages.trips.map(tripData) },
    ),
    transit: findings.transit.map(({ hours, km, basis, needed, strain, ...transit }) => ({
      ...transit,
      hours: bounds(hours),
      ...present({ km, basis, needed: needed === undefined ? undefined : bounds(needed), strain }),
    })),
    exclusivity: findings.exclusivity.map(({ km, needed, ...exclusivity }) => ({
      ...exclusivity,
      ...present({ km, needed }),
    })),
    conservation: findings.conservation.map(({ unit, out, into, ...conservation }) => ({
      ...conservation,
      ...present({
        unit,
        out: out === undefined ? undefined : intervalData(out),
        into: into === undefined ? undefined : intervalData(into),
      }),
    })),
    match: [...findings.match],
    conflicts: findings.conflicts.map(conflictData),
    gaps: findings.gaps.map(({ place, leg, window, longest, unsure, ...gaps }) => ({
      ...gaps,
      ...present({ place, leg, window, longest, unsure }),
    })),
  }
}

export function conflictData({ settled, ...conflict }: Conflict): FindingsResult['conflicts'][number] {
  return { ...conflict, ...present({ settled }) }
}

function tripData({ departed, arrived, ...trip }: Trip) {
  return { ...trip, departed: windowData(departed), arrived: windowData(arrived) }
}

function windowData({ from, to }: Window) {
  return present({ earliest: instant(from), latest: instant(to) })
}

function intervalData({ high, ...interval }: Interval) {
  return { ...interval, ...present({ high: finite(high) }) }
}

function bounds({ least, most }: { readonly least: number; readonly most: number }) {
  return present({ least: finite(least), most: finite(most) })
}

function finite(n: number): number | undefined {
  return Number.isFinite(n) ? n : undefined
}

function instant(moment: number): string | undefined {
  return Number.isFinite(moment) ? new Date(moment).toISOString() : undefined
}

/** What is undefined is left out. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
