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
    say(
      stderr,
      // What was recorded before it went wrong, in printing for instance, stays recorded.
      `${label} This is a bug in trace; see what was recorded with: trace log\n${manyLines(text)}\n` +
        `  Please report it with the command you ran.\n`,
    )
    return EXIT.bug
  }
  say(stderr, `${label} ${manyLines(error.message)}\n`)
  if (error.where !== undefined) say(stderr, `  at ${manyLines(error.where)}\n`)
  if (error.hint !== undefined) say(stderr, `  ${paint(styled('dim', '→'))} ${manyLines(error.hint)}\n`)
  return error.exit
}

/** An exit code is still owed to a caller who has stopped listening. */
function say(stderr: Output, text: string): void {
  try {
    stderr.write(text)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}
