import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * The examples of the README are run, and what they print is what stands there. `npm run docs` writes it anew.
 * A block that starts with ```console holds commands, each after "$ ", and below each what it printed on a terminal of
 * 110 columns. They run one after the other in one folder.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const README = join(ROOT, 'README.md')
const BLOCK = /^```console\n([^]*?)^```$/gm
const MARK = '\u0001'

/** The README with the output of its commands as it is now. */
export function withOutput(text: string): string {
  const commands = [...text.matchAll(BLOCK)].map(([, body = '']) => commandsOf(body))
  const outputs = run(commands.flat())
  let next = 0
  let block = 0
  return text.replace(BLOCK, () => {
    const own = commands[block] ?? []
    block += 1
    return `\`\`\`console\n${own.map((command) => `$ ${command}\n${outputs[next++] ?? ''}`).join('')}\`\`\``
  })
}

/** Commands, with those that go over several lines whole. */
function commandsOf(body: string): string[] {
  return [...body.matchAll(/^\$ ((?:.*\\\n)*.*)$/gm)].map(([, command = '']) => command)
}

/** Runs commands in one shell, and returns what each printed. */
function run(commands: readonly string[]): string[] {
  const home = mkdtempSync(join(tmpdir(), 'trace-docs-'))
  try {
    const bin = join(home, 'bin')
    mkdirSync(bin)
    writeFileSync(
      join(bin, 'trace'),
      `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin', 'trace.js')}' "$@"\n`,
    )
    chmodSync(join(bin, 'trace'), 0o755)
    mkdirSync(join(home, 'work'))
    const script = commands.map((command) => `{ ${command}\n} 2>&1; printf '${MARK}'`).join('\n')
    const printed = execFileSync('bash', ['-c', script], {
      cwd: join(home, 'work'),
      env: {
        PATH: `${bin}:${process.env.PATH ?? ''}`,
        HOME: home,
        TRACE_FORCE_TTY: '110',
        NO_COLOR: '1',
        TRACE_ANALYST: 'you',
      },
      encoding: 'utf8',
      input: '',
    })
    return printed.split(MARK).map((output) => stable(output.replaceAll(join(home, 'work'), '/home/you')))
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** What differs from run to run: the day on which the reader's own entries are recorded, and how long a check takes. */
function stable(output: string): string {
  return (
    output
      .replaceAll('\r\n', '\n')
      // A line that says how far it has come, on a machine that is slow.
      .replace(/\r\u001b\[K(?:[^\r\n]*\r\u001b\[K)*/g, '')
      .replace(/ {2}\d+\.\d s$/gm, '  0.1 s')
      .replace(/(as of entry (?:2\d|[1-9]), |\bentry (?:2\d) \()\d{4}-\d\d-\d\d/g, '$12026-11-22')
  )
}

if (process.argv[2] === '--write') writeFileSync(README, withOutput(readFileSync(README, 'utf8')))
