import { existsSync } from 'node:fs'
import type { RejectedRow } from '../case/import-batches.ts'
import { REASON_COLUMN, ROW_COLUMN } from '../case/import-fields.ts'
import { csvLine } from '../exchange/csv.ts'
import { writeWhole } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'

/** Rejected rows, as they were, in a file that appears when all of them are there. */
export interface Rejects {
  /** Waits until what was given before is written. */
  add(row: RejectedRow): Promise<void>
  /** Waits until all of it is on the disk, though under another name still. */
  finish(): Promise<void>
  /** Puts the finished file in its place; does nothing when no row was rejected. @throws Failure `file-exists` */
  keep(): Promise<void>
  /** Leaves no file behind. */
  drop(): Promise<void>
}

export interface RejectsPlace {
  readonly path: string
  readonly force: boolean
  readonly now: Date
}

/** @throws Failure `file-exists` */
export function checkRejects({ path, force }: RejectsPlace): void {
  if (force || !existsSync(path)) return
  throw new Failure('file-exists', 'There is a file of rejected rows already.', {
    where: path,
    hint: 'Write another one with --rejects FILE, or replace it with --force.',
  })
}

/**
 * The rows are given with where they stood and why they were rejected, in two columns that an import passes over.
 * @param columns headings of the sheet
 */
export function rejectsTo(columns: readonly string[], place: RejectsPlace): Rejects {
  const kept = columns.flatMap((column, at) =>
    column === REASON_COLUMN || column === ROW_COLUMN ? [] : [at],
  )
  let queue: Queue | undefined
  let written: Promise<void> | undefined
  const onDisk = Promise.withResolvers<undefined>()
  const isWanted = Promise.withResolvers<boolean>()
  return {
    add: async ({ row, rejection }) => {
      if (queue === undefined) {
        const made = new Queue()
        queue = made
        written = writeWhole(place.path, made.pieces(), {
          force: place.force,
          now: place.now,
          beforeItAppears: async () => {
            onDisk.resolve(undefined)
            if (!(await isWanted.promise)) throw new Dropped()
          },
        })
        written.catch((error: unknown) => {
          made.stop(error)
        })
        await made.put(csvLine([...kept.map((at) => columns[at]), ROW_COLUMN, REASON_COLUMN]))
      }
      const reason = [rejection.column, rejection.reason].filter((part) => part !== undefined).join(': ')
      // Cells beyond the heading stay beyond it: until somebody puts them where they belong, the row is rejected again.
      await queue.put(
        csvLine([...kept.map((at) => row.cells[at]), rejection.line, reason, ...(row.surplus ?? [])]),
      )
    },
    finish: async () => {
      if (queue === undefined) return
      queue.end()
      await Promise.race([onDisk.promise, written])
    },
    keep: async () => {
      isWanted.resolve(true)
      await written
    },
    drop: async () => {
      queue?.fail()
      isWanted.resolve(false)
      await written?.catch(() => undefined)
    },
  }
}

class Dropped extends Error {}

/** Pieces that one side gives and the other writes, one at a time. */
class Queue {
  #waiting: string[] = []
  #state: 'open' | 'ended' | 'failed' = 'open'
  #given: () => void = () => undefined
  #taken: () => void = () => undefined

  #error: Error | undefined

  /** @throws what writing them ended with */
  put(piece: string): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error)
    this.#waiting.push(piece)
    this.#given()
    return this.#waiting.length < 100
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#taken = resolve
        })
  }

  /** Nothing more is taken. */
  stop(error: unknown): void {
    this.#error = error instanceof Error ? error : new Error(String(error))
    this.#taken()
  }

  end(): void {
    this.#state = 'ended'
    this.#given()
  }

  fail(): void {
    this.#state = 'failed'
    this.#given()
  }

  async *pieces(): AsyncGenerator<string> {
    for (;;) {
      if (this.#state === 'failed') throw new Dropped()
      const some = this.#waiting.splice(0)
      this.#taken()
      if (some.length > 0) yield some.join('')
      else if (this.#state === 'ended') return
      else
        await new Promise<void>((resolve) => {
          this.#given = resolve
        })
    }
  }
}
