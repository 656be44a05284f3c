import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Sheet, SheetOptions } from '../exchange/sheet.ts'
import { Failure } from '../model/failure.ts'
import { planInTurn, type PlannedBatch, type TextOf } from './import-batches.ts'
import { plannerOf, type PlanSettings } from './import-plan.ts'
import { Inbox, type FromThread, type PlanOutcome, type PlanTask, type ToThread } from './import-thread.ts'

/** A file from which on a thread of its own is worth starting, in bytes: that takes as long as planning some thousand rows. */
export const LARGE_SHEET = 2 << 20

/** What rows leave behind lives shortly: a small space for it is as fast as a large one. */
const YOUNG_MB = 12
/** More than the names of any case take. */
const MAX_HEAP_MB = 1024

/** Runs beside this file, in the same form: as it is written, or built. */
const WORKER = join(import.meta.dirname, `import-worker${extname(import.meta.filename)}`)

/** The rows of a sheet as records. */
export interface PlannedRows {
  /** Can be read once. Who stops reading ends all that was begun for it. */
  readonly batches: AsyncIterable<PlannedBatch>
  /** Complete when all batches are read. */
  readonly outcome: () => PlanOutcome
}

export interface PlanJob {
  /** Opened, with its rows not read yet. */
  readonly sheet: Sheet
  /** What it was opened with. */
  readonly path: string
  readonly options: SheetOptions
  readonly settings: PlanSettings
  readonly textOf: TextOf
}

/**
 * Plans the rows of a sheet: those of a large file in a thread of its own, while this one writes. Either way the same records come
 * in the same order.
 */
export function planRows(job: PlanJob): PlannedRows {
  return job.sheet.bytes >= LARGE_SHEET ? planBeside(job) : planHere(job)
}

/** Plans in this thread. */
export function planHere({ sheet, settings, textOf }: PlanJob): PlannedRows {
  const planner = plannerOf(settings)
  return {
    batches: planInTurn(sheet, planner, textOf),
    outcome: () => ({ made: planner.made(), notes: planner.notes(), fileNotes: sheet.notes }),
  }
}

/** Plans in a thread of its own, which reads the file anew. */
export function planBeside(job: PlanJob): PlannedRows {
  let outcome: PlanOutcome = { made: [], notes: new Map(), fileNotes: [] }
  async function* batches(): AsyncGenerator<PlannedBatch> {
    await job.sheet.close()
    const task: PlanTask = { path: job.path, options: job.options, settings: job.settings }
    const worker = new Worker(WORKER, {
      workerData: task,
      argv: [],
      env: {},
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: MAX_HEAP_MB },
    })
    const tell = (message: ToThread) => {
      worker.postMessage(message)
    }
    try {
      for (const inbox = inboxOf(worker); ;) {
        const message = await inbox.next()
        switch (message.kind) {
          case 'batch':
            tell({ kind: 'taken' })
            yield message.batch
            break
          case 'wants-text':
            tell({ kind: 'text', text: await job.textOf(message.source) })
            break
          case 'end':
            outcome = message.outcome
            return
          case 'failure': {
            const { code, message: sentence, ...more } = message.failure
            throw new Failure(code, sentence, more)
          }
          case 'error':
            throw Object.assign(new Error(message.message), { stack: message.stack })
        }
      }
    } finally {
      await worker.terminate()
    }
  }
  return { batches: batches(), outcome: () => outcome }
}

/** What a thread says, of which the end is an error unless it was said before. */
function inboxOf(worker: Worker): Inbox<FromThread> {
  const inbox = new Inbox<FromThread>()
  worker.on('message', (message: FromThread) => {
    inbox.put(message)
  })
  worker.once('error', (error: Error) => {
    inbox.end(error)
  })
  worker.once('exit', () => {
    inbox.end(new Error('The thread that plans rows ended before it was done.'))
  })
  return inbox
}
