/*
 * What it costs to take in a spreadsheet and to give its rows out again, beside programs that do less: `sqlite-utils
 * insert`, the `sqlite3` shell, and raw inserts of the rows that the case then holds. And what reading commands cost on
 * such a case beside one of 10,000. `--scale N` is the number of rows (1,000,000 when left out).
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { beside, headBeside, makeBench, removeBench, row, run, TRACE, type Measured } from './measure.ts'
import { makeSheetCase, MAPPING, writeSheet } from './synthetic-sheet.ts'

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1000000' } } })
const scale = Number(values.scale)
const few = Math.min(10_000, scale)
const READINGS = 3

const bench = makeBench()
const at = (name: string): string => join(bench.folder, name)
const RAW = fileURLToPath(new URL('raw-inserts.ts', import.meta.url))

const trace = (...argv: string[]): Promise<Measured> => run(bench, process.execPath, [TRACE, ...argv])

/** What another program takes, or undefined where this machine does not have it. */
async function other(
  program: string,
  argv: readonly string[],
  output?: string,
): Promise<Measured | undefined> {
  try {
    return await run(bench, program, argv, output)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Rows up to which raw inserts are measured. */
const MOST_RAW = 1_000_000

const inSeconds = (measured: Measured | undefined): string =>
  measured === undefined ? 'not run' : (measured.ms / 1000).toFixed(1)
const inMegabytes = (measured: Measured | undefined): string => measured?.mb?.toFixed(0) ?? ''

/** A table of programs, each beside the first. @param target the most that the second may take of the first */
function table(
  title: string,
  target: number,
  rows: readonly (readonly [string, Measured | undefined])[],
): void {
  process.stdout.write(`\n${title}\n\n${row(['', 's', 'ratio', 'target', 'peak MB', ''])}`)
  const first = rows[0]?.[1]
  for (const [i, [name, measured]] of rows.entries()) {
    const ratio = first === undefined || measured === undefined ? undefined : measured.ms / first.ms
    process.stdout.write(
      row([
        name,
        inSeconds(measured),
        ratio?.toFixed(2) ?? '',
        i === 1 ? `≤ ${String(target)}` : '',
        inMegabytes(measured),
        i === 1 && ratio !== undefined ? (ratio <= target ? 'met' : 'missed') : '',
      ]),
    )
  }
}

async function takeIn(): Promise<void> {
  writeSheet(at('sheet.csv'), scale)
  writeSheet(at('small.csv'), few)
  const bytes = statSync(at('sheet.csv')).size / 1e6
  await makeSheetCase(at('large'))
  await makeSheetCase(at('small'))
  await trace('import', at('small.csv'), ...MAPPING, '--case', at('small'))
  const inserted = await other('sqlite-utils', ['insert', at('utils.db'), 'sheet', at('sheet.csv'), '--csv'])
  rmSync(at('utils.db'), { force: true })
  const shell = await other('sqlite3', [at('shell.db'), '.mode csv', `.import ${at('sheet.csv')} sheet`])
  rmSync(at('shell.db'), { force: true })
  const imported = await trace('import', at('sheet.csv'), ...MAPPING, '--case', at('large'))
  const again = await trace('import', at('sheet.csv'), ...MAPPING, '--case', at('large'))
  // Keys come in no order: keeping up an index of more of them than fit in memory takes longer than all the rest.
  const raw =
    scale > MOST_RAW
      ? undefined
      : await run(bench, process.execPath, [RAW, join(at('large'), 'case.db'), at('raw.db')])
  for (const end of ['', '-wal', '-shm']) rmSync(at(`raw.db${end}`), { force: true })
  table(
    `In: a CSV of ${String(scale)} rows (${bytes.toFixed(0)} MB), each an observation with a citation`,
    0.5,
    [
      ['sqlite-utils insert', inserted],
      ['trace import', imported],
      ['trace import, the same again', again],
      ['sqlite3 .import', shell],
      ['raw inserts of what it wrote', raw],
    ],
  )
}

async function giveOut(): Promise<void> {
  const exported = await trace('export', '--all', '-o', at('rows.csv'), '--case', at('large'))
  const packed = await trace(
    'export',
    '--all',
    '-f',
    'datapackage',
    '-o',
    at('package'),
    '--case',
    at('large'),
  )
  const unpacked = await trace('import', at('package'), at('unpacked'))
  for (const name of ['package', 'unpacked']) rmSync(at(name), { recursive: true, force: true })
  // The shell writes the very rows that were exported.
  const shell = (await other('sqlite3', [at('rows.db'), '.mode csv', `.import ${at('rows.csv')} sheet`]))
    ? await other('sqlite3', ['-csv', '-header', at('rows.db'), 'SELECT * FROM sheet'], 'shell.csv')
    : undefined
  const bytes = statSync(at('rows.csv')).size / 1e6
  for (const name of ['rows.csv', 'rows.db', 'shell.csv']) if (existsSync(at(name))) rmSync(at(name))
  table(`Out: ${String(scale)} rows (${bytes.toFixed(0)} MB)`, 2.5, [
    ['sqlite3 -csv', shell],
    ['trace export --all (CSV)', exported],
    ['trace export -f datapackage', packed],
    ['trace import of that package', unpacked],
  ])
}

async function read(): Promise<void> {
  headBeside(`A case of ${String(scale)} observations beside one of ${String(few)}`, READINGS)
  for (const [name, ...argv] of [
    ['trace list --limit 50', 'list', '--limit', '50'],
    ['trace list --place (1,000 there)', 'list', '--place', 'place-7', '--limit', '50'],
    ['trace show PLACE', 'show', 'place-7'],
    ['trace route LEG (1,000 on it)', 'route', 'leg-7'],
    ['trace search', 'search', 'platform'],
  ] as const) {
    const on = (kase: string) => [...argv, '--case', at(kase)]
    await beside(bench, READINGS, name, on('large'), on('small'))
  }
}

try {
  await takeIn()
  await giveOut()
  await read()
} finally {
  removeBench(bench)
}
