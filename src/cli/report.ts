import { manyLines } from '../io/untrusted.ts'
import type { Output } from '../io/streams.ts'
import { EXIT, Failure } from '../model/failure.ts'
import { styled } from '../render/document.ts'
import { painter } from './output.ts'

/** Prints any error in the one form errors have, and says with which code to exit. */
export async function reportError(error: unknown, stderr: Output): Promise<number> {
  const paint = await painter(stderr)
  const label = paint(styled('bad', 'trace:'))
  if (!(error instanceof Failure)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    stderr.write(
      `${label} This is a bug in trace; your case was not changed by it.\n${manyLines(text)}\n` +
        `  Please report it with the command you ran.\n`,
    )
    return EXIT.bug
  }
  stderr.write(`${label} ${manyLines(error.message)}\n`)
  if (error.where !== undefined) stderr.write(`  at ${manyLines(error.where)}\n`)
  if (error.hint !== undefined) stderr.write(`  ${paint(styled('dim', '→'))} ${manyLines(error.hint)}\n`)
  return error.exit
}
