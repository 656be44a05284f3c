import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Context } from './cli/context.ts'
import { reportError } from './cli/report.ts'
import { outputOf } from './io/streams.ts'
import { EXIT, Failure } from './model/failure.ts'

/** The package's folder: this file is in src, or in dist when it is built. */
const packageRoot = dirname(import.meta.dirname)

/**
 * The command: words, environment and streams in, exit code out. The only place that builds a store, reads the clock,
 * and prints errors.
 * @param argv the words after `trace`
 */
export async function main(argv: readonly string[]): Promise<number> {
  const noColor = argv.includes('--no-color')
  const stdout = outputOf(1, () => process.stdout, process.env, noColor)
  const stderr = outputOf(2, () => process.stderr, process.env, noColor)
  let exitCode: number = EXIT.done
  let interrupt: AbortController | undefined
  try {
    const now = () => new Date()
    const context: Context = {
      stdin: {
        get isTTY() {
          return process.stdin.isTTY
        },
        get stream() {
          return process.stdin
        },
      },
      stdout,
      stderr,
      env: process.env,
      get cwd() {
        return currentFolder()
      },
      argv,
      now,
      randomBytes,
      packageRoot,
      version: version(),
      openStore: async (file, how) => {
        const { openStore } = await import('./store/sqlite/open-store.ts')
        return openStore(join(packageRoot, 'migrations', 'sqlite'), file, how)
      },
      get interrupted() {
        return (interrupt ??= interruptions()).signal
      },
      answerNo: () => {
        exitCode = EXIT.no
      },
    }
    const { buildProgram, runProgram } = await import('./cli/program.ts')
    await runProgram(buildProgram(context), argv)
  } catch (error) {
    if (isBrokenPipe(error)) return exitCode
    if (interrupt?.signal.aborted === true) return INTERRUPTED
    return reportError(error, stderr)
  }
  return exitCode
}

/** What shells say of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130

/** Takes the first Ctrl-C for whoever has something to put away; the next ends the program as it always does. */
function interruptions(): AbortController {
  const controller = new AbortController()
  process.once('SIGINT', () => {
    controller.abort()
  })
  return controller
}

function currentFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    throw new Failure('no-case', 'The folder you are in is gone.', { hint: 'Go to another one: cd', cause })
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
}

/** `trace list | head` closes the pipe early; that is no error. */
function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})
