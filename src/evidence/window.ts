import type { When } from '../model/records.ts'

/*
 * Windows of time. An observation dated 2023-09-07/2023-10-01 was made at some moment in that window, not throughout it;
 * rules that speak of what must or may have been reckon with every moment it allows.
 */

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** A stretch of time: milliseconds since 1970, UTC, both ends inclusive; infinite where it is open or unknown. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** @returns undefined for what is undated: it has no window and never borrows one */
export function windowOf(when: Pick<When, 'earliest' | 'latest'> | undefined): Window | undefined {
  if (when === undefined) return undefined
  const known = WINDOWS.get(when)
  if (known !== undefined) return known
  const window = {
    from: when.earliest === undefined ? -Infinity : Date.parse(when.earliest),
    to: when.latest === undefined ? Infinity : Date.parse(when.latest),
  }
  WINDOWS.set(when, window)
  return window
}

/** Every rule asks for the window of every observation, and reading a date is most of what some of them do. */
const WINDOWS = new WeakMap<object, Window>()

export function overlaps(a: Window, b: Window): boolean {
  return a.from <= b.to && b.from <= a.to
}

/** Whether every moment of the one is before every moment of the other. */
export function isBefore(a: Window, b: Window): boolean {
  return a.to < b.from
}

export function isBounded({ from, to }: Window): boolean {
  return Number.isFinite(from) && Number.isFinite(to)
}

/**
 * The time between a moment in one window and a later moment in another, in milliseconds. A calendar day ends a
 * millisecond before the next: windows are closed, so that millisecond counts as none.
 * @returns the least and the most it may be; undefined when the second cannot be after the first
 */
export function timeBetween(first: Window, second: Window): { least: number; most: number } | undefined {
  if (second.to < first.from) return undefined
  const least = second.from - first.to
  return { least: least <= 1 ? 0 : least, most: second.to - first.from }
}

/** The calendar day of a moment, UTC, as a number of days since 1970. */
export function dayOf(moment: number): number {
  return Math.floor(moment / DAY)
}

/** `2023-10-05`. */
export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/** A moment to the minute, or its day alone when it is the first or the last of a day: `2023-10-20 02:01 UTC`. */
export function momentText(moment: number): string {
  if (!Number.isFinite(moment)) return moment < 0 ? 'any time before' : 'any time after'
  const text = new Date(moment).toISOString()
  return /T(00:00:00\.000|23:59:59\.999)Z$/.test(text)
    ? text.slice(0, 10)
    : `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`
}

/** Hours, or days from two of them on: `18 h`, `3 days`, `2.5 days`. */
export function spanText(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return 'any time'
  const round = (n: number) => String(Math.round(n * 10) / 10)
  const [hours, days] = [milliseconds / HOUR, (milliseconds + 1) / DAY]
  return days < 2 ? `${round(hours)} h` : `${round(days)} days`
}
