import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { writeWhole } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { progressLine } from './progress.ts'
import { rateText } from './rate.ts'
import type { GlobalOptions } from './session.ts'

export interface WriteOptions extends GlobalOptions {
  output?: string
  force?: boolean
}

/** How far an export has come. */
export interface Headway {
  /** What is counted, in the plural. */
  readonly unit: string
  readonly of: number
  readonly done: () => number
}

/**
 * Writes an export to the file that was named, whole or not at all, else to standard output, and says on a terminal how
 * far it has come. After Ctrl-C there is no file.
 * @throws Failure `file-exists`, `cannot-write`, `disk-full`; whatever the pieces throw
 */
export async function writeOut(
  context: Context,
  options: WriteOptions,
  pieces: AsyncIterable<string | Uint8Array>,
  { unit, of, done }: Headway,
): Promise<void> {
  const { output, force = false } = options
  const line = progressLine(context, options)
  const started = context.now()
  const shown = async function* (signal: AbortSignal | undefined) {
    for await (const piece of pieces) {
      signal?.throwIfAborted()
      yield textOrBytes(piece)
      line.show(() => rateText(unit, done(), of, context.now().getTime() - started.getTime()))
    }
  }
  try {
    if (output !== undefined)
      await writeWhole(resolve(context.cwd, output), shown(context.interrupted), {
        force,
        now: context.now(),
      })
    else {
      // On a terminal the rows themselves show how far it has come, and a line between them would be in their way.
      for await (const piece of context.stdout.isTTY ? pieces : shown(undefined)) {
        context.stdout.write(textOrBytes(piece))
        // Printing waits for nothing, and what was printed is given back only when something is waited for.
        await setImmediate()
      }
    }
  } finally {
    line.end()
  }
}

function textOrBytes(piece: string | Uint8Array): string | Buffer {
  return typeof piece === 'string' ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
}

/** @throws Failure `usage` where bytes that are no text would be printed on a terminal */
export function refuseOnTerminal({ stdout }: Context, { output }: WriteOptions): void {
  if (output === undefined && stdout.isTTY)
    throw new Failure('usage', 'A workbook is no text, and cannot be printed on a terminal.', {
      hint: 'Name a file with -o FILE.xlsx.',
    })
}
