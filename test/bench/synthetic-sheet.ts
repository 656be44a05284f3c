import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyRecord } from '../../src/model/records.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { leg, place, route, source } from '../store/records.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'

/* A synthetic spreadsheet of counts of railcars, and the case it is for: its places, legs and documents. */

const [LEGS, SOURCES] = [300, 2000]
/** The first rows are those of the first legs, so that these have as many observations whatever the number of rows. */
const [FIRST_ROWS, FIRST_LEGS] = [10_000, 10]
const DAYS = 4000
const FIRST = Date.UTC(2015, 0, 1)
const DAY = 86_400_000
const PIECE = 1 << 20

/** What rows it has in common with our fields: each is imported as an observation with one citation. */
const HEADING = 'kind,place,date,count,unit,leg,source,locator,quote,note'
/** The field of each column that has another name with us. */
export const MAPPING = [
  'observed=date',
  'quantity=count',
  'shows=leg',
  'quote_exact=quote',
  'kind=kind',
  'place=place',
  'unit=unit',
  'source=source',
  'locator=locator',
  'note=note',
].flatMap((pair) => ['--map', pair])

/** Writes a sheet of so many rows, some 170 bytes each. */
export function writeSheet(path: string, rows: number): void {
  const file = openSync(path, 'wx')
  try {
    let piece = `${HEADING}\r\n`
    for (let i = 0; i < rows; i += 1) {
      piece += `${rowOf(i)}\r\n`
      if (piece.length < PIECE) continue
      writeSync(file, piece)
      piece = ''
    }
    writeSync(file, piece)
  } finally {
    closeSync(file)
  }
}

function rowOf(i: number): string {
  const day = new Date(FIRST + (i % DAYS) * DAY).toISOString().slice(0, 10)
  const count = String((i % 90) + 1)
  const on = String(i < FIRST_ROWS ? i % FIRST_LEGS : FIRST_LEGS + (i % (LEGS - FIRST_LEGS)))
  return [
    'railcar-count',
    `place-${on}`,
    day,
    `${i % 7 === 0 ? '~' : ''}${count}`,
    'railcars',
    `leg-${on}:loaded`,
    `document-${String(i % SOURCES)}`,
    `"p. ${String(i % 40)}, row ${String(i)}"`,
    `"Around ${count} railcars stood at the platform, ""in two rows"", on day ${String(i)}"`,
    `synthetic note ${String(i)}`,
  ].join(',')
}

/** Makes a case with what the sheet names. @param folder made by this */
export async function makeSheetCase(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const store = new SqliteStore({ file: join(folder, 'case.db'), migrations: MIGRATIONS, create: true })
  const many = <T extends AnyRecord>(count: number, make: (i: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i))
  await store.append({
    analyst: 'bench',
    command: 'trace init',
    now: () => new Date('2026-11-20T08:00:00Z'),
    records: [
      { type: 'case', id: 'synthetic', revision: 1, title: 'Synthetic' },
      // Some 22 km from one to the next.
      ...many(LEGS + 1, (i) => place(`place-${String(i)}`, { lat: 30 + (i % 100) * 0.2, lon: 130 })),
      route('route', { name: 'Synthetic route' }),
      ...many(LEGS, (i) =>
        leg(`place-${String(i)}`, `place-${String(i + 1)}`, {
          id: `leg-${String(i)}`,
          route: 'route',
          mode: 'rail',
        }),
      ),
      ...many(SOURCES, (i) => source(`document-${String(i)}`)),
    ],
  })
  await store.close()
}
