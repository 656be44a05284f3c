import { manyLines, oneLine } from '../io/untrusted.ts'
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
      // What was recorded before it went wrong, in printing for instance, stays recorded.
      `${label} This is a bug in trace; see what was recorded with: trace log\n${manyLines(text)}\n` +
        `  Please report it with the command you ran.\n`,
    )
    return EXIT.bug
  }
  // On one line each: what was typed or read must not look like a hint of ours.
  stderr.write(`${label} ${short(error.message)}\n`)
  if (error.where !== undefined) stderr.write(`  at ${short(error.where)}\n`)
  if (error.hint !== undefined) stderr.write(`  ${paint(styled('dim', '→'))} ${short(error.hint)}\n`)
  return error.exit
}

const LONGEST = 2000

function short(text: string): string {
  const line = oneLine(text)
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`
}
