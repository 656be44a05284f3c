import type { Entry } from '../port.ts'

/** A row of the table `entry`. */
export interface EntryRow {
  number: number
  position: number
  recorded_at: string
  clock: string | null
  analyst: string
  command: string
  note: string | null
  records: number
  size: number
  root: Buffer
  peaks: Buffer
}

/** A row of the table `entry` as the entry it holds. */
export function toEntry(row: EntryRow): Entry {
  return {
    type: 'entry',
    number: row.number,
    recordedAt: row.recorded_at,
    ...(row.clock === null ? {} : { clock: row.clock }),
    analyst: row.analyst,
    command: row.command,
    ...(row.note === null ? {} : { note: row.note }),
    records: row.records,
    position: row.position,
    size: row.size,
    root: row.root,
  }
}
