import type Database from 'better-sqlite3'
import { canonicalJson } from '../../custody/canonical.ts'
import type { Fault } from '../../model/fault.ts'
import { EntryCheck, type Verdict } from '../../custody/log-check.ts'
import { leafHash, Tree } from '../../custody/merkle.ts'
import { headOf } from '../../model/entry.ts'
import type { AnyRecord } from '../../model/records.ts'
import type { Audited, DocumentOf } from '../port.ts'
import { IndexAudit } from './audit-indexes.ts'
import { Losses } from './audit-losses.ts'
import { nameOf, readBody, readRecord, RecordAudit } from './audit-record.ts'
import { ROW, Window, type AuditedRow } from './audit-window.ts'
import { toEntry, type EntryRow } from './entry-row.ts'
import type { Run } from './statements.ts'

/*
 * Reads a whole case along its log and works everything out again: the leaf of every record from its contents, the root of
 * every entry, every index row. One fault is named once, and what follows from it is not blamed on others: the tree goes
 * on from what an entry stored where that agrees with itself, a row that was moved is looked for before it is called
 * missing, and a reference is only called broken when nothing else explains it.
 */

/** Of one entry, how many records are remembered whose contents and leaf differ. */
const DOUBTFUL = 1000
const LONG_GAP = 1000

export class LogAudit {
  readonly #run: Run
  readonly #documentOf: DocumentOf
  readonly #window: Window
  readonly #indexes: IndexAudit
  readonly #losses: Losses
  readonly #recordAudit: RecordAudit
  /** Leaves there should be, for saying how far it has come. */
  readonly #leaves: number
  /** The tree so far; undefined after a loss that leaves it open. */
  #tree: Tree | undefined = new Tree()
  /** The entry that was read last, and where the next one starts. */
  #number = 0
  #start = 0
  /** Rows and entries that stand where they do not belong, and were named for that. */
  readonly #moved = new Set<number>()
  readonly #renumbered = new Set<number>()
  /** Positions of records that stand outside their entry, by its number. Asked for once: it reads all records. */
  #misplaced: ReadonlyMap<number, readonly number[]> | undefined
  #strangers: AuditedRow[] = []
  #entries = 0
  #records = 0

  /** @param run the statements of `db` */
  constructor(db: Database.Database, run: Run, documentOf: DocumentOf) {
    this.#run = run
    this.#documentOf = documentOf
    this.#window = new Window(db)
    this.#indexes = new IndexAudit(db, this.#window)
    this.#losses = new Losses(run)
    this.#recordAudit = new RecordAudit(run, this.#indexes, this.#losses, this.#moved)
    const leaves = run('SELECT max(size) AS n FROM entry').get() as { n: number | null }
    this.#leaves = leaves.n ?? 0
  }

  get counts(): { entries: number; records: number } {
    return { entries: this.#entries, records: this.#records }
  }

  /** Whether the texts to search in are not as they should be, so that the index of them cannot be, either. */
  get textsDiffer(): boolean {
    return this.#indexes.textsDiffer
  }

  async *run(): AsyncGenerator<Audited> {
    for (let entry = this.#next(); entry !== undefined; entry = this.#next()) {
      const first = entry.position - entry.records
      if (entry.number > this.#number + 1 && first > this.#start) yield* this.#entriesLost(entry, first)
      yield* this.#entry(entry)
    }
    yield* this.#rest()
  }

  /** The entry that comes next: by its number, else by where it stands. */
  #next(): EntryRow | undefined {
    const next = (this.#run('SELECT * FROM entry WHERE number = ?').get(this.#number + 1) ??
      this.#run('SELECT * FROM entry WHERE position >= ? ORDER BY position LIMIT 1').get(this.#start)) as
      EntryRow | undefined
    const wasRead = next !== undefined && next.number >= 1 && next.number <= this.#number
    return next === undefined || wasRead || this.#renumbered.has(next.number) ? undefined : next
  }

  /** Entries before this one are not there; what it was written on is not stored elsewhere. */
  *#entriesLost(next: EntryRow, first: number): Generator<Audited> {
    const [from, to] = [this.#number + 1, next.number - 1]
    for (let at = this.#start; at < first; at += 1) {
      if (this.#window.isPast(at)) yield this.#advance(at)
      const record = this.#window.record(at)
      if (record === undefined) {
        this.#indexes.excuse(at)
        at = this.#pastGap(at, first)
        continue
      }
      // Which of them added it is no longer known; all else can be checked.
      const entry = Math.min(Math.max(record.entry, from), to)
      if (Buffer.compare(leafHash(record.body), record.leaf) !== 0)
        yield* this.#unsound(record, entry, 'unknown')
      else yield* this.#sound(record, at, entry, readRecord(record.body), null)
    }
    const fault: Fault = {
      kind: 'entry',
      name: from === to ? `entry ${String(from)}` : `entries ${String(from)} to ${String(to)}`,
      entry: from,
      position: this.#start,
      what: [`it is missing from positions ${String(this.#start)} to ${String(first - 1)} of the log`],
    }
    this.#number = to
    this.#start = first
    this.#tree = undefined
    yield { kind: 'fault', fault }
  }

  /** Checks a record whose contents fit its leaf. */
  *#sound(
    row: AuditedRow,
    at: number,
    entry: number,
    record: AnyRecord | undefined,
    document: string | null | undefined,
  ): Generator<Audited> {
    this.#records += 1
    const what = this.#recordAudit.differences(row, record, at, entry, document)
    if (what.length > 0) yield this.#recordFault(record ?? row, entry, at, what)
    if (record?.type === 'citation') yield { kind: 'citation', citation: record, entry, position: at }
    if (record?.type === 'merge') yield { kind: 'merge', merge: record, entry, position: at }
  }

  async *#entry(row: EntryRow): AsyncGenerator<Audited> {
    const [number, start] = [this.#number + 1, this.#start]
    const position = agreedPosition(row, start)
    const check = new EntryCheck(this.#tree)
    const doubtful: AuditedRow[] = []
    for (let at = start; at < position; at += 1) {
      if (this.#window.isPast(at)) yield this.#advance(at)
      const record = this.#window.record(at) ?? (yield* this.#lost(at, number, start, position))
      if (record === undefined) {
        check.miss()
        const last = this.#pastGap(at, position)
        if (last > at) this.#losses.empty(at + 1, number, [], last)
        at = last
        continue
      }
      if (check.add(leafHash(record.body), record.leaf)) {
        const sound = readRecord(record.body)
        // Only for a source there is anything to wait for, and waiting for every record takes longer than checking it.
        const document = sound?.type === 'source' ? await this.#documentOf(sound) : undefined
        yield* this.#sound(record, at, number, sound, document)
        continue
      }
      this.#indexes.excuse(at)
      if (doubtful.length < DOUBTFUL) doubtful.push({ ...record, position: at })
    }
    if (this.#window.isPast(position)) yield this.#advance(position)
    const stranger = this.#window.record(position)
    if (stranger !== undefined) this.#strangers.push(stranger)
    yield* this.#close(row, check, position, doubtful)
  }

  /** Checks an entry once its records are known. */
  *#close(
    row: EntryRow,
    check: EntryCheck,
    position: number,
    doubtful: readonly AuditedRow[],
  ): Generator<Audited> {
    const number = this.#number + 1
    const records = position - this.#start
    const { root, peaks } = row
    const leaf = leafHash(canonicalJson({ ...headOf(toEntry(row)), number, records }))
    const verdict = check.close(leaf, { size: position + 1, root, peaks })
    for (const record of doubtful) yield* this.#unsound(record, number, verdict.fits)
    const what = [
      ...(row.number === number ? [] : [`its number is ${String(row.number)}`]),
      ...(row.position === position
        ? []
        : [`its position is ${String(row.position)}, not ${String(position)}`]),
      ...(row.size === position + 1 ? [] : [`its size is ${String(row.size)}, not ${String(position + 1)}`]),
      ...(row.records === records
        ? []
        : [`it counts ${String(row.records)} records, not ${String(records)}`]),
      ...rootFaults(verdict, doubtful.length > 0),
    ]
    if (what.length > 0) {
      yield {
        kind: 'fault',
        fault: { kind: 'entry', name: `entry ${String(number)}`, entry: number, position, what },
      }
    }
    if (row.number !== number) this.#renumbered.add(row.number)
    this.#tree = verdict.next
    this.#number = number
    this.#start = position + 1
    this.#entries += 1
  }

  /** Names a record whose contents do not fit its leaf. @param fits which of the two its entry's root speaks for */
  *#unsound(row: AuditedRow, entry: number, fits: Verdict['fits']): Generator<Audited> {
    this.#records += 1
    this.#indexes.excuse(row.position)
    const named = fits === 'leaves' ? row : (readBody(row.body) ?? row)
    yield this.#recordFault(named, entry, row.position, [DOUBTS[fits]])
  }

  #advance(position: number): Audited {
    this.#indexes.strayed(this.#window.advance(position))
    return { kind: 'progress', done: position, of: this.#leaves }
  }

  /** What to do for a position of an entry that is empty: the record stands elsewhere, or nowhere. */
  *#lost(at: number, entry: number, start: number, end: number): Generator<Audited, AuditedRow | undefined> {
    const elsewhere = this.#elsewhere(entry, start, end)
    if (elsewhere === undefined) {
      this.#losses.empty(at, entry, this.#window.rowsAt(at))
      this.#indexes.excuse(at)
      return undefined
    }
    this.#moved.add(elsewhere.position)
    yield this.#recordFault(readBody(elsewhere.body) ?? elsewhere, entry, at, [
      `it stands at position ${String(elsewhere.position)} of the log, not ${String(at)}`,
    ])
    return { ...elsewhere, position: at }
  }

  /** A record of an entry that stands outside it and was not named for that yet. */
  #elsewhere(entry: number, start: number, end: number): AuditedRow | undefined {
    this.#misplaced ??= misplacedOf(this.#run)
    const position = this.#misplaced
      .get(entry)
      ?.find((at) => (at < start || at >= end) && !this.#moved.has(at))
    if (position === undefined) return undefined
    return this.#run(`SELECT ${ROW} FROM record WHERE position = ?`).get(position) as AuditedRow | undefined
  }

  /** Where a gap ends that is so long that its positions are not looked at one by one. @returns its last position */
  #pastGap(at: number, end: number): number {
    const next = this.#run('SELECT min(position) AS n FROM record WHERE position > ?').get(at) as {
      n: number | null
    }
    const last = Math.min(next.n ?? end, end) - 1
    return last - at < LONG_GAP ? at : last
  }

  #recordFault(
    record: Pick<AuditedRow, 'type' | 'id' | 'revision'>,
    entry: number,
    position: number,
    what: readonly string[],
  ): Audited {
    this.#losses.explain(`${record.type} ${record.id}`)
    return { kind: 'fault', fault: { kind: 'record', name: nameOf(record), entry, position, what } }
  }

  /** What is there beyond the log, and what is missing in it. */
  *#rest(): Generator<Audited> {
    const rows = this.#run(
      `SELECT ${ROW} FROM record WHERE position < 0 OR position >= ? LIMIT ${String(DOUBTFUL)}`,
    ).all(this.#start) as AuditedRow[]
    for (const row of [...this.#strangers, ...rows]) {
      if (this.#moved.has(row.position)) continue
      yield this.#recordFault(row, row.entry, row.position, ['it belongs to no entry of the log'])
      this.#indexes.excuse(row.position)
    }
    const entries = this.#run('SELECT number, position FROM entry WHERE number < 1 OR number > ?').all(
      this.#number,
    ) as { number: number; position: number }[]
    for (const { number, position } of entries) {
      if (this.#renumbered.has(number)) continue
      const what = ['it does not follow on the entry before']
      yield {
        kind: 'fault',
        fault: { kind: 'entry', name: `entry ${String(number)}`, entry: number, position, what },
      }
    }
    for (const { table, position } of this.#indexes.strays(this.#start)) {
      const what = [`a row of the index ${table} follows from no record`]
      yield { kind: 'fault', fault: { kind: 'search', name: `position ${String(position)}`, position, what } }
    }
    for (const fault of this.#losses.faults()) yield { kind: 'fault', fault }
  }
}

/** Records that stand where their entry has none, as far as they can be told apart. */
function misplacedOf(run: Run): Map<number, number[]> {
  const rows = run(
    `SELECT r.position, r.entry FROM record r LEFT JOIN entry e ON e.number = r.entry
     WHERE e.number IS NULL OR r.position >= e.position OR r.position < e.position - e.records
     ORDER BY r.position LIMIT ${String(DOUBTFUL)}`,
  ).all() as { position: number; entry: number }[]
  const misplaced = new Map<number, number[]>()
  for (const { position, entry } of rows) misplaced.set(entry, [...(misplaced.get(entry) ?? []), position])
  return misplaced
}

const DOUBTS: Record<Verdict['fits'], string> = {
  contents: 'its leaf is not that of its contents, which give the root of their entry',
  leaves: 'its contents are not those that were recorded',
  neither: 'its contents and its leaf do not fit each other',
  unknown: 'its contents and its leaf do not fit each other',
}

function rootFaults({ fits, rootFits, peaksFit }: Verdict, isExplained: boolean): string[] {
  if (fits === 'neither') {
    return isExplained ? [] : ['what is in it, or what is kept of the entry itself, does not give its root']
  }
  return [
    ...(rootFits ? [] : ['its root is not that of what is in it']),
    ...(peaksFit ? [] : ['its peaks are not those of what is in it']),
  ]
}

/** Where an entry's own leaf is: its position, its size and its count of records say so, of which one may be wrong. */
function agreedPosition({ position, size, records }: EntryRow, start: number): number {
  const said = [position, size - 1, start + records]
  const agreed = said.find((one, i) => said.indexOf(one) !== i) ?? position
  return Math.max(start, agreed)
}
