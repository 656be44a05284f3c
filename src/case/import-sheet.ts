import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tools } from '../custody/archive.ts'
import { counted } from '../evidence/enumeration.ts'
import { openSheet, type SheetOptions } from '../exchange/sheet.ts'
import { readFailure } from '../io/file-failures.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Entry, Prepared } from '../store/port.ts'
import { ARCHIVE, newest, type Case } from './case.ts'
import { textOfSource } from './documents.ts'
import type { RejectedRow } from './import-batches.ts'
import { recordsOf } from './import-bytes.ts'
import { stageSource, type CitedFile, type StagedSource } from './import-cite.ts'
import { directoryOf } from './import-directory.ts'
import { recordTypeOf } from './import-fields.ts'
import type { FieldSource } from './import-row.ts'
import type { Made, PlanSettings, Rejection } from './import-plan.ts'
import { planRows, type PlannedRows } from './import-rows.ts'
import { fileChanged } from './import-thread.ts'
import { prepared } from './prepared.ts'

/** Rejections that are told one by one; all are counted. */
const TOLD = 1000

export interface SheetJob {
  readonly path: string
  readonly options: SheetOptions
  readonly settings: Omit<PlanSettings, 'directory' | 'citeFile' | 'columns'>
  readonly citeFile?: CitedFile
  /** Takes the good rows although others are rejected. */
  readonly partial: boolean
  /** Does all that is done otherwise, and takes it back in the end. */
  readonly dryRun: boolean
  /** Called for each rejected row, in order, and waited for. */
  readonly onRejected?: (row: RejectedRow) => Promise<void>
  /** Called when every row is read, and waited for before anything is committed: what it throws leaves the case as it was. */
  readonly onRead?: () => Promise<void>
  /** Called for each batch. What it throws ends the import, and nothing is written then. */
  readonly onProgress: (done: {
    readonly rows: number
    readonly read: number
    readonly bytes: number
  }) => void
}

/** Rejections of the same sort in the same column. */
export interface RejectionGroup {
  readonly first: Rejection
  readonly count: number
}

export interface SheetImported {
  readonly rows: number
  readonly accepted: number
  readonly rejected: number
  /** Rows that repeat the heading. */
  readonly headings: number
  /** Undefined when nothing was new, or nothing was written. */
  readonly entry: Entry | undefined
  /** Records by type; empty when the import was refused. */
  readonly added: ReadonlyMap<RecordType, number>
  /** Records that were in the case already, or came twice. */
  readonly repeated: ReadonlyMap<RecordType, number>
  readonly rejections: readonly Rejection[]
  readonly groups: readonly RejectionGroup[]
  readonly made: readonly Made[]
  readonly notes: readonly string[]
  /** The source that the file is, and whether the case had it before. */
  readonly cited: Pick<StagedSource, 'record' | 'isKnown'> | undefined
}

/** A reason may quote a cell, and a cell be as long as a book. */
const LONGEST = 600

function shortened(reason: string): string {
  if (reason.length <= LONGEST) return reason
  const half = LONGEST / 2
  return `${reason.slice(0, half).toWellFormed()} … ${reason.slice(-half).toWellFormed()}`
}

/** Ends an entry that is not to be written. */
class Refused extends Error {}

/**
 * Imports the rows of a sheet as one entry: all of them, or with `partial` the good ones.
 * @throws Failure of reading the file and of the store; nothing is written then
 */
export async function importSheet(kase: Case, job: SheetJob, tools: Tools): Promise<SheetImported> {
  const view = await newest(kase.store)
  const stamp = await stampOf(job.path)
  const cited = job.citeFile === undefined ? undefined : await stageSource(kase, job.citeFile, tools, view)
  try {
    const { as, fields } = job.settings
    const directory = await directoryOf(kase.store, view, recordTypeOf(as), describedBy(fields))
    const sheet = await openSheet(job.path, job.options)
    try {
      const planned = planRows({
        sheet,
        path: job.path,
        options: { ...job.options, format: sheet.format },
        settings: {
          ...job.settings,
          columns: sheet.columns,
          directory,
          ...(cited === undefined ? {} : { citeFile: cited.record.id }),
        },
        textOf: async (key) => {
          if (key === cited?.record.id) return cited.text
          const source = (await kase.store.get('source', key, view))?.record
          return source === undefined ? undefined : textOfSource(join(kase.folder, ARCHIVE), source)
        },
      })
      return await new Run(kase, job, planned, cited, sheet.bytes, stamp).write(view.size)
    } finally {
      await sheet.close()
    }
  } finally {
    await cited?.discard()
  }
}

/** Types of what the rows name and say something of, which is held against what the case has. */
function describedBy(fields: readonly FieldSource[]): readonly RecordType[] {
  return (['place', 'source'] as const).filter((type) => fields.some(({ field }) => field.part === type))
}

/** What tells whether a file is written to. @throws Failure `unreadable-file` */
async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true }).catch((error: unknown) => {
    throw readFailure(error, path)
  })
  return [dev, ino, size, mtimeNs].join(' ')
}

class Run {
  readonly #kase: Case
  readonly #job: SheetJob
  readonly #planned: PlannedRows
  readonly #cited: StagedSource | undefined
  readonly #bytes: number
  readonly #stamp: string
  readonly #rejections: Rejection[] = []
  readonly #groups = new Map<string, { first: Rejection; count: number }>()
  readonly #known = new Map<RecordType, number>()
  #rows = 0
  #accepted = 0
  #rejected = 0
  #headings = 0

  constructor(
    kase: Case,
    job: SheetJob,
    planned: PlannedRows,
    cited: StagedSource | undefined,
    bytes: number,
    stamp: string,
  ) {
    this.#stamp = stamp
    this.#kase = kase
    this.#job = job
    this.#planned = planned
    this.#cited = cited
    this.#bytes = bytes
  }

  async write(decidedAt: number): Promise<SheetImported> {
    const { store, analyst, command, note, now } = this.#kase
    try {
      const { entry, added, repeated } = await store.appendAll({
        analyst,
        command,
        ...(note === undefined ? {} : { note }),
        now,
        decidedAt,
        records: this.#records(),
        dryRun: this.#job.dryRun,
        bytes: this.#bytes,
      })
      return this.#result(entry, added, this.#withKnown(repeated))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return this.#result(undefined, new Map(), new Map())
    }
  }

  async *#records(): AsyncGenerator<Iterable<Prepared>> {
    const { partial, dryRun, onRejected, onProgress } = this.#job
    const cited = this.#cited
    let isCitedWritten = cited?.isKnown !== false
    for await (const batch of this.#planned.batches) {
      this.#rows += batch.rows
      this.#accepted += batch.accepted
      this.#headings += batch.skipped.heading
      for (const [type, n] of batch.repeated) this.#known.set(type, (this.#known.get(type) ?? 0) + n)
      for (const { row, rejection } of batch.rejected) {
        const told = { ...rejection, reason: shortened(rejection.reason) }
        this.#note(told)
        await onRejected?.({ row, rejection: told })
      }
      onProgress({ rows: this.#rows, read: batch.read, bytes: this.#bytes })
      // What will not be written need not be written first.
      if ((this.#rejected > 0 && !partial && !dryRun) || batch.records.lines.length === 0) continue
      if (!isCitedWritten && cited !== undefined) yield [prepared(cited.record, cited.text)]
      isCitedWritten = true
      yield recordsOf(batch.records)
    }
    if (this.#rejected > 0 && !partial && !dryRun) throw new Refused()
    await this.#checkUnchanged()
    await this.#job.onRead?.()
    if (!dryRun && this.#accepted > 0) await cited?.keep()
  }

  /** Its rows are read in another thread, and after it was archived: of a file that was saved meanwhile they may be any. */
  async #checkUnchanged(): Promise<void> {
    const { path } = this.#job
    if ((await stampOf(path)) !== this.#stamp) throw fileChanged(path)
  }

  #note(rejection: Rejection): void {
    this.#rejected += 1
    if (this.#rejections.length < TOLD) this.#rejections.push(rejection)
    const key = `${rejection.code} ${rejection.column ?? ''}`
    const group = this.#groups.get(key)
    if (group === undefined) this.#groups.set(key, { first: rejection, count: 1 })
    else group.count += 1
  }

  #withKnown(repeated: ReadonlyMap<RecordType, number>): Map<RecordType, number> {
    const all = new Map(repeated)
    for (const [type, n] of this.#known) all.set(type, (all.get(type) ?? 0) + n)
    return all
  }

  #result(
    entry: Entry | undefined,
    added: ReadonlyMap<RecordType, number>,
    repeated: ReadonlyMap<RecordType, number>,
  ): SheetImported {
    const { made, notes, fileNotes } = this.#planned.outcome()
    return {
      rows: this.#rows,
      accepted: this.#accepted,
      rejected: this.#rejected,
      headings: this.#headings,
      entry,
      added,
      repeated,
      rejections: this.#rejections,
      groups: [...this.#groups.values()].toSorted((a, b) => b.count - a.count),
      made,
      notes: [...fileNotes, ...[...notes].map(([text, n]) => `In ${counted(n, 'row')} ${text}.`)],
      cited: this.#cited,
    }
  }
}
