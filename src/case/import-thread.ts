import type { SheetOptions } from '../exchange/sheet.ts'
import { Failure, type FailureCode } from '../model/failure.ts'
import type { PlannedBatch } from './import-batches.ts'
import type { Made, PlanSettings } from './import-plan.ts'

/* What the thread that plans rows and the one that writes them tell each other. */

/** What the thread is to do. */
export interface PlanTask {
  readonly path: string
  readonly options: SheetOptions
  readonly settings: PlanSettings
}

/** What is known when all rows are planned. */
export interface PlanOutcome {
  readonly made: readonly Made[]
  /** What a person should know of how the rows were read, and how many times; see {@link Planner.notes}. */
  readonly notes: ReadonlyMap<string, number>
  /** The same of the file; see {@link Sheet.notes}. */
  readonly fileNotes: readonly string[]
}

export type FromThread =
  | { readonly kind: 'batch'; readonly batch: PlannedBatch }
  | { readonly kind: 'wants-text'; readonly source: string }
  | { readonly kind: 'end'; readonly outcome: PlanOutcome }
  | { readonly kind: 'failure'; readonly failure: PackedFailure }
  | { readonly kind: 'error'; readonly message: string; readonly stack: string }

export type ToThread =
  /** A batch was taken: another may be sent. */
  { readonly kind: 'taken' } | { readonly kind: 'text'; readonly text: string | undefined }

/** The fields of a failure, without what caused it. */
interface PackedFailure {
  readonly code: FailureCode
  readonly message: string
  readonly where?: string
  readonly hint?: string
}

/** What one thread said and the other has not heard yet. */
export class Inbox<T> {
  readonly #waiting: T[] = []
  #ended: { readonly error: Error } | undefined
  #wake: () => void = () => undefined

  put(message: T): void {
    this.#waiting.push(message)
    this.#wake()
  }

  /** Nothing more will come. @param error what whoever waits for more gets */
  end(error: Error): void {
    this.#ended ??= { error }
    this.#wake()
  }

  /** The next message, in the order in which they came. @throws what it ended with, when nothing is left */
  async next(): Promise<T> {
    for (;;) {
      const message = this.#waiting.shift()
      if (message !== undefined) return message
      if (this.#ended !== undefined) throw this.#ended.error
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** Of a file that somebody saved while its rows were read. */
export function fileChanged(path: string): Failure {
  return new Failure('changed-meanwhile', 'The file was changed while it was read; nothing was written.', {
    where: path,
    hint: 'Import it again when no other program is saving it.',
  })
}

/** An error as it can be handed to another thread. */
export function asMessage(error: unknown): FromThread {
  if (error instanceof Failure) {
    const { code, message, where, hint } = error
    return {
      kind: 'failure',
      failure: {
        code,
        message,
        ...(where === undefined ? {} : { where }),
        ...(hint === undefined ? {} : { hint }),
      },
    }
  }
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return { kind: 'error', message, stack }
}
