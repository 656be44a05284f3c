import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Failure } from '../model/failure.ts'
import type { AnyRecord, CaseRecord } from '../model/records.ts'
import type { Entry, Receipt, Store, View } from '../store/port.ts'
import { refuseCycle } from './cycle.ts'
import { documentsOf } from './documents.ts'

export const DATABASE = 'case.db'
/** The folder of a case that its documents are kept in. */
export const ARCHIVE = 'files'

/** An open case, with who works on it. */
export interface Case {
  readonly folder: string
  readonly store: Store
  /** Who records. */
  readonly analyst: string
  /** What is kept as the command of an entry. */
  readonly command: string
  /** What the analyst notes with the entry. */
  readonly note?: string
  readonly now: () => Date
}

/**
 * The folder of the case to work on.
 * @param named `--case`, else `TRACE_CASE`
 * @param cwd where to look upwards from otherwise
 * @throws Failure `no-case`
 */
export function findCase(named: string | undefined, cwd: string): string {
  if (named !== undefined && named !== '') {
    const folder = resolve(cwd, named)
    if (existsSync(join(folder, DATABASE))) return folder
    throw new Failure('no-case', 'There is no case here.', {
      where: folder,
      hint: `Start one with: trace init ${named}`,
    })
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, DATABASE))) return folder
    if (dirname(folder) === folder) break
  }
  throw new Failure('no-case', 'There is no case in this folder or above it.', {
    where: cwd,
    hint: 'Start one with: trace init, name one with --case FOLDER or TRACE_CASE, or look at the worked example with: trace demo',
  })
}

/**
 * Refuses to write over what a case keeps: its database and its archived documents.
 * @throws Failure `cannot-write`
 */
export function refuseOwnFiles({ folder }: Pick<Case, 'folder'>, path: string): void {
  const [first = ''] = relative(realPlace(folder), realPlace(path)).split(sep)
  if (first !== ARCHIVE && !first.startsWith(DATABASE)) return
  throw new Failure('cannot-write', 'This belongs to the case, and is not written over.', {
    where: path,
    hint: 'Choose another name.',
  })
}

/**
 * Refuses to put anything among what a case above keeps.
 * @param path of something that is to be made, a case or a copy of one
 * @throws Failure `cannot-write`
 */
export function refuseInCase(path: string): void {
  const place = realPlace(path)
  for (let folder = dirname(place); ; folder = dirname(folder)) {
    if (existsSync(join(folder, DATABASE))) refuseOwnFiles({ folder }, place)
    if (dirname(folder) === folder) return
  }
}

/** Whether a path is a folder, or leads into it, by their names. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Where a path leads, through links too. What is not there yet would be made in the folder that its own leads to. */
export function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  return dirname(path) === path ? path : join(realPlace(dirname(path)), basename(path))
}

/** What of the case a reading command sees. */
export interface Reading extends View {
  /** The last entry it sees. */
  readonly entry: Entry
  /** Instant, UTC: only what rests on sources that were public by then. */
  readonly publicBy?: string
}

/** Options every reading command has. */
export interface ReadingOptions {
  /** A date, an instant or an entry number. */
  asOf?: string
  /** A date or an instant. */
  publicBy?: string
}

/** @throws Failure `no-such-entry`, `bad-date` and its kin, `not-a-case` when the case holds no entry at all. */
export async function readingOf(store: Store, options: ReadingOptions = {}): Promise<Reading> {
  const entry = options.asOf === undefined ? await store.head() : await entryFor(store, options.asOf)
  if (entry === undefined)
    throw new Failure('not-a-case', 'This case holds no entries.', {
      hint: 'It was not started properly; start a new one with: trace init FOLDER',
    })
  return {
    size: entry.size,
    entry,
    ...(options.publicBy === undefined ? {} : { publicBy: await endOf(options.publicBy) }),
  }
}

/** The reader of dates is loaded only when a date was typed. */
async function endOf(date: string): Promise<string> {
  return (await import('../model/when.ts')).endOf(date)
}

/** The entry a date, an instant or a number stands for. @throws Failure `no-such-entry`, `bad-date` and its kin. */
async function entryFor(store: Store, asOf: string): Promise<Entry> {
  const isNumber = /^\d{1,3}$|^\d{5,}$|^#\d+$/.test(asOf)
  const found = await store.entryAt(
    isNumber ? { number: Number(asOf.replace('#', '')) } : { instant: await endOf(asOf) },
  )
  if (found !== undefined) return found
  const last = await store.head()
  const [first] = await store.entries(1, 1)
  throw new Failure(
    'no-such-entry',
    isNumber
      ? `There is no entry ${asOf}: the last is ${String(last?.number ?? 0)}.`
      : `Nothing had been recorded by ${asOf}: the first entry is of ${first?.recordedAt ?? 'never'}.`,
    { hint: 'See the entries with: trace log' },
  )
}

/** What of a case is read now, for a command that writes. */
export async function newest(store: Store): Promise<View> {
  return { size: (await store.head())?.size ?? 0 }
}

/** The record of the case itself; undefined in one that was not started properly. */
export async function recordOfCase(store: Store, view: View): Promise<CaseRecord | undefined> {
  return (await store.all('case', view))[0]?.record
}

export interface WriteOptions {
  /** Text of archived documents, when it is at hand; else it is read from the archive. */
  documents?: ReadonlyMap<string, string>
  /** Size of the log at which the records were decided on; the write is refused when it has grown since. */
  decidedAt?: number
}

/**
 * Adds records as one entry in the analyst's name.
 * @throws Failure `derivation-cycle`, and those of the store
 */
export async function write(
  kase: Case,
  records: readonly AnyRecord[],
  more: WriteOptions = {},
): Promise<Receipt> {
  const { store, analyst, command, note, now } = kase
  const decidedAt = more.decidedAt ?? (await checkDerivations(store, records))
  return store.append({
    analyst,
    command,
    ...(note === undefined ? {} : { note }),
    ...(decidedAt === undefined ? {} : { decidedAt }),
    now,
    records,
    documents: more.documents ?? (await documentsOf(join(kase.folder, ARCHIVE), records)),
  })
}

/**
 * Refuses derivations that go in a circle.
 * @returns the size of the log it was checked at; undefined when there was nothing to check: of a source that is new in
 *   the same entry nothing can derive yet
 */
async function checkDerivations(store: Store, records: readonly AnyRecord[]): Promise<number | undefined> {
  const added = new Set(
    records.flatMap(({ type, id, revision }) => (type === 'source' && revision === 1 ? [id] : [])),
  )
  const checked = records.filter(
    (record) => record.type === 'derivation' && record.retracted !== true && !added.has(record.source),
  )
  if (checked.length === 0) return undefined
  const view = await newest(store)
  for (const record of checked) if (record.type === 'derivation') await refuseCycle(store, record, view)
  return view.size
}
