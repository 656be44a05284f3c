import type { Context } from './context.ts'
import type { GlobalOptions } from './session.ts'

/** One line on standard error that says how far long work has come, while it lasts. */
export interface ProgressLine {
  show(text: () => string): void
  /** Takes the line away. */
  end(): void
}

/** What is done sooner needs no line. */
const AFTER_MS = 500
const EVERY_MS = 100
/** Back to the start of the line, and what stands there erased (ECMA-48: CR, EL). */
const ERASE = '\r\u001b[K'

/** Shows nothing unless standard error is a terminal, or with `--quiet`. */
export function progressLine({ stderr, now }: Context, { quiet }: GlobalOptions): ProgressLine {
  let last = now().getTime() + AFTER_MS - EVERY_MS
  let isShown = false
  return {
    show: (text) => {
      if (!stderr.isTTY || quiet === true) return
      const time = now().getTime()
      if (time - last < EVERY_MS) return
      last = time
      isShown = true
      stderr.write(`${ERASE}${text().slice(0, Math.max(stderr.columns - 1, 1))}`)
    },
    end: () => {
      if (isShown) stderr.write(ERASE)
      isShown = false
    },
  }
}
