import { resolve } from 'node:path'
import { writeWhole } from '../io/whole-file.ts'
import type { Context } from './context.ts'

/** Where a text goes that is to be kept as it is, to the last line break: a key, a checkpoint, a proof. */
export interface TextOptions {
  /** File, whole or not at all; else standard output. */
  output?: string
  force?: boolean
}

/** @throws Failure `file-exists`, `cannot-write`, `disk-full` */
export async function writeText(context: Context, text: string, options: TextOptions): Promise<void> {
  if (options.output === undefined) context.stdout.write(text)
  else await writeWhole(resolve(context.cwd, options.output), only(text), { ...options, now: context.now() })
}

async function* only(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text)
}
