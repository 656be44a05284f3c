import { execFileSync } from 'node:child_process'
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * The examples of the README and of the scenarios are run, and what they print is what stands there. `npm run docs`
 * writes them anew. A block that starts with ```console holds commands, each after "$ ", and below each what it printed
 * on a terminal of 110 columns. They run one after the other in one folder. In a scenario the blocks that start with ```sh
 * make its case first.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const README = join(ROOT, 'README.md')
const BLOCK = /^```console\n([^]*?)^```$/gm
const SETUP = /^```sh\n([^]*?)^```$/gm
const MARK = '\u0001'

/** The scenarios of the rules of evidence, one for each. */
export function scenarios(): string[] {
  return globSync('fixtures/rules/*/scenario.md', { cwd: ROOT }).sort()
}

/** The README with the output of its commands as it is now. */
export function withOutput(text: string): string {
  return filled(text, '')
}

/** A scenario with the output of its commands as it is now. @throws Error when its case cannot be made */
export function scenarioWithOutput(file: string): string {
  const text = read(file)
  const setup = [...text.matchAll(SETUP)].map(([, body = '']) => body).join('')
  return filled(text, setup)
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function filled(text: string, setup: string): string {
  const commands = [...text.matchAll(BLOCK)].map(([, body = '']) => commandsOf(body))
  const outputs = run(setup, commands.flat())
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

/** Runs commands in one shell, and returns what each printed. @param setup what is run before, where nothing may fail */
function run(setup: string, commands: readonly string[]): string[] {
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
    const settings = {
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
    } as const
    if (setup !== '') execFileSync('bash', ['-ec', setup], { ...settings, stdio: 'pipe' })
    const script = commands.map((command) => `{ ${command}\n} 2>&1; printf '${MARK}'`).join('\n')
    const printed = execFileSync('bash', ['-c', script], settings)
    return printed
      .split(MARK)
      .map((output) => stable(output.replaceAll(join(home, 'work'), '/home/you')))
      .map((output) => (setup === '' ? output : ofOneDay(output)))
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
      .replace(/(as of entry (?:[2-9]\d|[1-9]), |\bentry (?:[2-9]\d) \()\d{4}-\d\d-\d\d/g, '$12026-11-22')
  )
}

/** All of a scenario is recorded on the day it is run. */
function ofOneDay(output: string): string {
  const today = new Date().toISOString().slice(0, 10)
  return output.replaceAll(today, '2026-11-22').replace(/2026-11-22T\d\d:\d\d:\d\d/g, '2026-11-22T12:00:00')
}

if (process.argv[2] === '--write') {
  const only = process.argv.slice(3)
  if (only.length === 0) writeFileSync(README, withOutput(readFileSync(README, 'utf8')))
  for (const file of only.length === 0 ? scenarios() : only)
    writeFileSync(join(ROOT, file), scenarioWithOutput(file))
}
