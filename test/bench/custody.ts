/*
 * What it costs to check a case: archived files beside `sha256sum` of the same files, records by the second, and sealing and
 * proving. `--scale N` is the number of records (1,000,000 when left out), and of kilobytes of files.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fillCase } from '../store/filled-case.ts'
import { LONG_MS, makeBench, measured, median, removeBench, row, time, TRACE } from './measure.ts'

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1000000' } } })
const scale = Number(values.scale)
const RUNS = 5
const FILES = 10

const bench = makeBench()
const { folder } = bench
const trace = (...argv: string[]): Promise<number> => time(bench, process.execPath, [TRACE, ...argv])

/** The median of some runs, in turns with others; of one each when that takes long. */
async function inTurns(works: readonly (() => Promise<number>)[]): Promise<number[]> {
  const times = works.map(() => [] as number[])
  for (let i = -1; i < RUNS; i += 1) {
    for (const [at, work] of works.entries()) {
      const ms = await work()
      if (i >= 0 || ms > LONG_MS) times[at]?.push(ms)
    }
    if (times.every((one) => (one[0] ?? 0) > LONG_MS)) break
  }
  return times.map(median)
}

const PIECE = 1 << 24

function writeRandom(path: string, bytes: number): void {
  const file = openSync(path, 'wx')
  for (let left = bytes; left > 0; left -= PIECE) writeSync(file, randomBytes(Math.min(PIECE, left)))
  closeSync(file)
}

async function files(): Promise<void> {
  const documents = join(folder, 'documents')
  await trace('init', documents)
  const bytes = Math.ceil((scale * 1000) / FILES)
  for (let i = 0; i < FILES; i += 1) {
    const path = join(folder, `document-${String(i)}.bin`)
    writeRandom(path, bytes)
    const source = [
      'source',
      'add',
      path,
      '--kind',
      'image',
      '--title',
      `Synthetic ${String(i)}`,
      '--lineage',
      'original',
    ]
    await trace(...source, '--case', documents)
    rmSync(path)
  }
  const archived = readdirSync(join(documents, 'files')).map((name) => join(documents, 'files', name))
  const [sums = NaN, verify = NaN] = await inTurns([
    () => time(bench, 'sha256sum', archived),
    () => trace('verify', '--case', documents),
  ])
  const { mb } = await measured(bench, 1, [TRACE, 'verify', '--case', documents])
  rmSync(documents, { recursive: true })
  process.stdout.write(
    `\nArchived files, ${String(FILES)} of ${String(Math.round(bytes / 1e6))} MB, median of ${String(RUNS)} runs in turns\n\n`,
  )
  process.stdout.write(row(['', 'ms', 'ratio', 'target', 'peak MB', '']))
  process.stdout.write(row(['sha256sum', sums.toFixed(0), '1.00', '', '', '']))
  process.stdout.write(
    row([
      'trace verify',
      verify.toFixed(0),
      (verify / sums).toFixed(2),
      '≤ 1.3',
      mb?.toFixed(0) ?? '',
      verify / sums <= 1.3 ? 'met' : 'missed',
    ]),
  )
}

async function records(): Promise<void> {
  const small = join(folder, 'small')
  const large = join(folder, 'large')
  for (const [at, count] of [
    [small, Math.min(10_000, scale)],
    [large, scale],
  ] as const) {
    mkdirSync(at)
    // A citation for each observation.
    const store = await fillCase(at, Math.round(count / 2), count)
    await store.close()
  }
  await trace('key', 'new')
  process.stdout.write(
    `\nA case of ${String(scale)} records, beside one of ${String(Math.min(10_000, scale))}\n\n`,
  )
  process.stdout.write(row(['', 'ms', 'small, ms', 'records/s', 'peak MB', 'small, MB']))
  const checkpoint = (at: string) => join(folder, `${at.slice(folder.length + 1)}.txt`)
  const works: readonly (readonly [string, (at: string) => string[]])[] = [
    ['trace verify', (at) => ['verify', '--case', at]],
    ['trace seal (verifies it)', (at) => ['seal', '--case', at, '-o', checkpoint(at), '--force']],
    ['trace verify --against', (at) => ['verify', '--case', at, '--against', checkpoint(at)]],
    [
      'trace prove --checkpoint',
      (at) => ['prove', 'tumangang', '--case', at, '--checkpoint', checkpoint(at)],
    ],
    ['trace check-proof', (at) => ['check-proof', `${at}.tlog-proof`]],
  ]
  for (const [name, argv] of works) {
    if (name === 'trace check-proof') {
      for (const at of [small, large])
        await trace(
          'prove',
          'tumangang',
          '--case',
          at,
          '--checkpoint',
          checkpoint(at),
          '-o',
          `${at}.tlog-proof`,
        )
    }
    const inLarge = await measured(bench, 1, [TRACE, ...argv(large)])
    const inSmall = await measured(bench, 1, [TRACE, ...argv(small)])
    process.stdout.write(
      row([
        name,
        inLarge.ms.toFixed(0),
        inSmall.ms.toFixed(0),
        name === 'trace verify' ? String(Math.round(scale / (inLarge.ms / 1000))) : '',
        inLarge.mb?.toFixed(0) ?? '',
        inSmall.mb?.toFixed(0) ?? '',
      ]),
    )
  }
}

try {
  await files()
  await records()
} finally {
  removeBench(bench)
}
