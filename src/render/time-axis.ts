import { DAY, dayOf, dayText, type Window } from '../evidence/window.ts'

/** A stretch of time laid out on columns: `from` inclusive, `to` exclusive, milliseconds since 1970, UTC. */
export interface Scale {
  readonly from: number
  readonly to: number
  readonly columns: number
}

/** Whole days around everything that is dated; undefined when nothing is. */
export function spanOf(windows: readonly Window[]): { from: number; to: number } | undefined {
  let [from, to] = [Infinity, -Infinity]
  for (const moment of windows.flatMap((window) => [window.from, window.to])) {
    if (!Number.isFinite(moment)) continue
    from = Math.min(from, moment)
    to = Math.max(to, moment)
  }
  return from > to ? undefined : { from: dayOf(from) * DAY, to: (dayOf(to) + 1) * DAY }
}

/** The column a moment falls into; what lies outside falls into the first or the last. */
export function columnOf(moment: number, { from, to, columns }: Scale): number {
  const column = Math.floor(((moment - from) / (to - from)) * columns)
  return Math.min(columns - 1, Math.max(0, column))
}

export interface Tick {
  readonly column: number
  readonly text: string
}

/** Steps of an axis, smallest first, each with how it is written and about how long it is in days. */
const STEPS = [
  ...[1, 2, 7, 14].map((n) => ({ unit: 'day' as const, n, days: n, digits: 10 })),
  ...[1, 2, 3, 6].map((n) => ({ unit: 'month' as const, n, days: 28 * n, digits: 7 })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((n) => ({
    unit: 'year' as const,
    n,
    days: 365 * n,
    digits: 4,
  })),
]
type Step = (typeof STEPS)[number]

/** Blanks between a tick's text and the next tick, and the tick itself. */
const ROOM = 2

/** Ticks with dates at whole days, months or years, as close as their texts leave room for. */
export function ticksOf(scale: Scale): Tick[] {
  const perDay = (scale.columns * DAY) / (scale.to - scale.from)
  const step = STEPS.find(({ days, digits }) => days * perDay >= digits + ROOM)
  const found = step === undefined ? [] : momentsOf(step, scale)
  const ticks = found.map((moment) => ({
    column: columnOf(moment, scale),
    text: new Date(moment).toISOString().slice(0, step?.digits),
  }))
  const fitting = ticks.filter(({ column, text }) => column + 1 + text.length <= scale.columns)
  if (fitting.length > 0) return fitting
  // The time is shorter than a step, or begins just after one.
  const start = new Date(scale.from).toISOString().slice(0, 10)
  return start.length < scale.columns ? [{ column: 0, text: start }] : []
}

function momentsOf({ unit, n }: Step, { from, to }: Scale): number[] {
  const moments: number[] = []
  for (let moment = firstOf(unit, n, from); moment < to; moment = nextOf(unit, n, moment))
    if (moment >= from) moments.push(moment)
  return moments
}

/** Days are counted from the start, months from January, years from 0. */
function firstOf(unit: Step['unit'], n: number, from: number): number {
  if (unit === 'day') return from
  const date = new Date(from)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return unit === 'month' ? monthStart(year, month - (month % n)) : monthStart(year - (year % n), 0)
}

function nextOf(unit: Step['unit'], n: number, moment: number): number {
  if (unit === 'day') return moment + n * DAY
  const date = new Date(moment)
  return unit === 'month'
    ? monthStart(date.getUTCFullYear(), date.getUTCMonth() + n)
    : monthStart(date.getUTCFullYear() + n, 0)
}

/** `Date.UTC` takes the years 0 to 99 for those of the twentieth century. */
function monthStart(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1)
}

/** `2023-08-01 to 2025-03-31, 6.4 days a column`. */
export function scaleText({ from, to, columns }: Scale): string {
  const days = (to - from) / DAY / columns
  const each = days >= 1 ? `${short(days)} days` : `${short(days * 24)} h`
  return `${dayText(dayOf(from))} to ${dayText(dayOf(to) - 1)}, ${each} a column`
}

function short(n: number): string {
  return String(Number(n.toFixed(1)))
}
