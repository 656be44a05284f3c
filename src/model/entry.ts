/** One write to the case. Its canonical JSON is a leaf of the tree too, the last of its entry. */
export interface EntryHead {
  type: 'entry'
  /** 1 for the first. */
  number: number
  /** RFC 3339, UTC, to the millisecond. Never earlier than that of the entry before. */
  recordedAt: string
  /** What the clock said, when it was behind the entry before; `recordedAt` is then that entry's time. */
  clock?: string
  analyst: string
  /** The command that wrote it, with its flags. */
  command: string
  note?: string
  /** How many records it added. */
  records: number
}

/** What an entry's own leaf is the hash of, of whatever knows more of the entry. */
export function headOf(entry: EntryHead): EntryHead {
  const { number, recordedAt, clock, analyst, command, note, records } = entry
  return {
    type: 'entry',
    number,
    recordedAt,
    ...(clock === undefined ? {} : { clock }),
    analyst,
    command,
    ...(note === undefined ? {} : { note }),
    records,
  }
}
