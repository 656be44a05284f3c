import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context } from './cli/context.ts'
import { reportError } from './cli/report.ts'
import { outputOf } from './io/streams.ts'
import { EXIT } from './model/failure.ts'

/** The package's folder: this file is in src, or in dist when it is built. */
const packageRoot = fileURLToPath(new URL('..', import.meta.url))

/**
 * The command: words, environment and streams in, exit code out. The only place that builds a store, reads the clock,
 * and prints errors.
 * @param argv the words after `trace`
 */
export async function main(argv: readonly string[]): Promise<number> {
  const noColor = argv.includes('--no-color')
  const stdout = outputOf(process.stdout, process.env, noColor)
  const stderr = outputOf(process.stderr, process.env, noColor)
  let exitCode: number = EXIT.done
  try {
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
      stdout.write(`${version()}\n`)
      return exitCode
    }
    const now = () => new Date()
    const context: Context = {
      stdin: { isTTY: process.stdin.isTTY, stream: process.stdin },
      stdout,
      stderr,
      env: process.env,
      cwd: process.cwd(),
      argv,
      now,
      randomBytes,
      packageRoot,
      version: version(),
      openStore: async (file, options = {}) => {
        const { SqliteStore } = await import('./store/sqlite/store.ts')
        return new SqliteStore({ file, migrations: join(packageRoot, 'migrations', 'sqlite'), now, ...options })
      },
      answerNo: () => {
        exitCode = EXIT.no
      },
    }
    const { buildProgram, runProgram } = await import('./cli/program.ts')
    await runProgram(buildProgram(context), argv)
  } catch (error) {
    return reportError(error, stderr)
  }
  return exitCode
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
}

// `trace list | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done)
  throw error
})

process.exitCode = await main(process.argv.slice(2))
