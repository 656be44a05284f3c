import type { Input, Output } from '../io/streams.ts'
import type { OpenStore } from '../store/port.ts'

/** Everything a command may know of the world; main.ts makes the real one, a test its own. */
export interface Context {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The words after `trace`, as typed: what an entry keeps as its command. */
  readonly argv: readonly string[]
  readonly now: () => Date
  readonly randomBytes: (length: number) => Buffer
  /** The folder the package is installed in, for its worked example. */
  readonly packageRoot: string
  readonly version: string
  readonly openStore: OpenStore
  /**
   * Aborted by Ctrl-C from the moment it is first asked for; until then, and the second time, Ctrl-C ends the program as it
   * stands. For work that has to put something away first: it throws what the signal gives as its reason.
   */
  readonly interrupted: AbortSignal
  /** Sets the exit code of a command that did its work and whose answer is "no". */
  readonly answerNo: () => void
}
