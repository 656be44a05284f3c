import { spawn } from 'node:child_process'
import { cpSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { LARGE_SHEET } from '../../src/case/import-rows.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'
import { caseAt, killedAtAnyMoment, newCase, type TestCase } from './cases.ts'
import { soundHead } from './sound-case.ts'

/*
 * A sheet large enough to be planned in a thread of its own, and for the indexes of the case to be made anew while it is imported.
 */

const ROWS = 11_000
/** Rows of a sheet that is neither. */
const FEW = 400
const HEADING = 'kind,place,observed,quantity,unit,source,locator,note'

/** A row of synthetic counts. */
function rowOf(n: number): string {
  const day = new Date(Date.UTC(2015, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
  const note = `synthetic count ${String(n)}: ${'two rows beside the platform, '.repeat(5)}tarped`
  return `railcar-count,tumangang,${day},${String((n % 90) + 1)},railcars,yard-book,"p. ${String(n)}","${note}"`
}

function sheetOf(rows: readonly string[]): string {
  return `${[HEADING, ...rows].join('\r\n')}\r\n`
}

const ALL = Array.from({ length: ROWS }, (_, i) => rowOf(i))
const IMPORT = (file: string) => ['import', file, '--json']

function prepared(kase: TestCase): void {
  kase.traced(['place', 'add', 'Tumangang'])
  kase.traced([
    ...['source', 'add', '--id', 'yard-book', '--kind', 'dataset', '--title', 'Synthetic yard book'],
    ...['--lineage', 'original'],
  ])
  writeFileSync(join(kase.folder, '..', 'counts.csv'), sheetOf(ALL))
}

let kase: TestCase
let file: string
beforeEach(() => {
  kase = newCase(prepared)
  file = join(kase.folder, '..', 'counts.csv')
})

function modeOf(folder: string): unknown {
  const db = new Database(join(folder, 'case.db'), { readonly: true })
  try {
    return db.pragma('journal_mode', { simple: true })
  } finally {
    db.close()
  }
}

describe('an import of many rows', () => {
  test('is of a sheet as large as it has to be for this', () => {
    expect(statSync(file).size).toBeGreaterThan(LARGE_SHEET)
  })

  test('is one entry; again it adds nothing, and with one row changed it adds that one', async () => {
    const copy = caseAt(join(kase.folder, '..', 'whole'))
    cpSync(kase.folder, copy.folder, { recursive: true })
    const before = copy.entries()
    copy.traced(IMPORT(file))
    expect(copy.entries()).toBe(before + 1)
    copy.traced(IMPORT(file))
    expect(copy.entries()).toBe(before + 1)
    const changed = join(copy.folder, '..', 'changed.csv')
    writeFileSync(
      changed,
      sheetOf(ALL.map((row, n) => (n === 7000 ? row.replace(',railcars,', ',wagons,') : row))),
    )
    copy.traced(IMPORT(changed))
    // The observation and its citation.
    expect(await soundHead(copy.folder)).toMatchObject({ number: before + 2, records: 2 })
  })

  // A hundred moments in all, most of them of a sheet that takes a fraction of the time.
  test.each([
    { of: 'a sheet that one thread plans and writes', rows: FEW, times: 80 },
    {
      of: 'a sheet that two threads plan and write, with its indexes made at the end',
      rows: ROWS,
      times: 20,
    },
  ])(
    'that is killed at any moment leaves the case as it was: $of',
    { timeout: 600_000 },
    async ({ rows, times }) => {
      writeFileSync(file, sheetOf(ALL.slice(0, rows)))
      const before = kase.entries()
      const folderOf = (n: number) => join(kase.folder, '..', `killed-${String(n)}`)
      const killed = { before: 0, after: 0 }
      const moments: number[] = []
      await killedAtAnyMoment(
        times,
        join(kase.folder, '..'),
        (n) => {
          cpSync(kase.folder, folderOf(n), { recursive: true })
          return [...IMPORT(file), '--case', folderOf(n)]
        },
        (n) => moments.push(n),
      )
      for (const n of moments) {
        const entries = (await soundHead(folderOf(n)))?.number ?? 0
        expect(entries - before).toBeOneOf([0, 1])
        expect(modeOf(folderOf(n))).toBe('wal')
        killed[entries === before ? 'before' : 'after'] += 1
        rmSync(folderOf(n), { recursive: true })
      }
      expect(killed.before).toBeGreaterThan(0)
    },
  )
})

/** Writes with a rollback journal, as a very large import does, until it is killed. */
const APPENDER = fileURLToPath(new URL('../store/bulk-appender.ts', import.meta.url))

describe('an import so large that it is written without a log', () => {
  test(
    'that is killed while it writes leaves the case as it was, with its log again',
    { timeout: 300_000 },
    async () => {
      const before = kase.entries()
      let seen = 0
      for (const ms of [200, 500, 900]) {
        const folder = join(kase.folder, '..', `journal-${String(ms)}`)
        cpSync(kase.folder, folder, { recursive: true })
        const child = spawn(process.execPath, [APPENDER, join(folder, 'case.db'), MIGRATIONS], {
          stdio: 'ignore',
        })
        const ended = new Promise((resolve) => child.once('exit', resolve))
        const journal = join(folder, 'case.db-journal')
        while (!existsSync(journal) && child.exitCode === null) await after(5)
        await after(ms)
        if (existsSync(journal)) seen += 1
        child.kill('SIGKILL')
        await ended
        expect(await soundHead(folder)).toMatchObject({ number: before })
        expect(existsSync(journal)).toBe(false)
        expect(modeOf(folder)).toBe('wal')
      }
      expect(seen).toBe(3)
    },
  )
})
