import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'
import { inBatches } from './in-batches.ts'
import { REFERENCE_DATA, SOURCES } from './orient-express.ts'
import { citation, corrected, derivation, observation, relation, retracted, source } from './records.ts'
import { MIGRATIONS } from './sqlite-case.ts'

/** How many observations one entry adds. */
const ENTRY = 10_000
const DOCUMENT = 'Synthetic document: 20 containers were counted at Rajin.'

/**
 * Fills a folder with a case that has a row in every table and a value in every column: reference data, documents,
 * corrections, a retraction, a clock that went back, and a number of observations with a citation each.
 * @param folder made by this
 * @param observations how many
 * @param entry how many of them one entry adds
 */
export async function fillCase(folder: string, observations: number, entry = ENTRY): Promise<SqliteStore> {
  mkdirSync(join(folder, 'files'), { recursive: true, mode: 0o700 })
  const store = new SqliteStore({ file: join(folder, 'case.db'), migrations: MIGRATIONS, create: true })
  let clock = Date.parse('2026-11-21T08:00:00Z')
  const heading = {
    analyst: 'kim',
    command: 'trace import synthetic.csv',
    note: 'synthetic',
    now: () => new Date((clock += 1000)),
  }
  const write = (records: readonly AnyRecord[], documents?: ReadonlyMap<string, string>) =>
    store.append({
      ...heading,
      records,
      ...(documents === undefined ? {} : { documents }),
    })
  const document = source('synthetic-document', {
    title: 'Synthetic document',
    note: 'made for a test',
    file: archive(folder, DOCUMENT),
  })
  await write([{ type: 'case', id: 'synthetic', revision: 1, title: 'Synthetic' }, ...REFERENCE_DATA])
  await write([...SOURCES, document], new Map([[document.id, DOCUMENT]]))
  await write([
    derivation('white-house-briefing', 'rusi-report', { note: 'synthetic' }),
    relation({ type: 'vessel', id: 'angara' }, 'owned-by', 'm-leasing-llc', { note: 'synthetic' }),
  ])
  const first = observation('railcar-count', { place: 'tumangang', on: '2023-10-05', count: '~73' })
  await write([first, citation(first.id, 'rusi-report')])
  clock -= 60_000
  await write([corrected(first, { note: 'counted again' })])
  const wrong = observation('ship-sighting', { place: 'dunai', on: '2023-10-06', vessels: ['maria'] })
  await write([wrong, citation(wrong.id, 'rusi-report')])
  await write([retracted(wrong)])
  for (let done = 0; done < observations; done += entry) {
    const records = inBatches(observedBetween(done, Math.min(done + entry, observations)))
    await store.appendAll({ ...heading, records })
  }
  return store
}

function* observedBetween(from: number, to: number): Generator<AnyRecord> {
  for (let n = from; n < to; n += 1) yield* observed(n)
}

/** Reading a date takes longer than writing a record. */
const DAYS = Array.from({ length: 365 }, (_, i) =>
  parseWhen(new Date(Date.parse('2023-01-01') + i * 86_400_000).toISOString().slice(0, 10)),
)

/** The nth observation, and its citation. */
function observed(n: number): AnyRecord[] {
  const day = DAYS[n % DAYS.length]
  const record = observation('container-count', {
    place: n % 2 === 0 ? 'rajin' : 'dunai',
    ...(day === undefined ? {} : { observed: day }),
    count: String(1 + (n % 300)),
    unit: 'containers',
    claimedBy: 'rusi',
    credibility: 2,
    vessels: ['angara'],
    shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
    note: `synthetic count ${String(n)}`,
  })
  return [
    record,
    citation(record.id, 'rusi-report', { locator: `row ${String(n)}`, note: `synthetic row ${String(n)}` }),
  ]
}

/** Archives a text, and gives what its source keeps of it. */
function archive(folder: string, text: string): NonNullable<ReturnType<typeof source>['file']> {
  const sha256 = createHash('sha256').update(text).digest('hex')
  const path = join(folder, 'files', sha256)
  writeFileSync(path, text)
  chmodSync(path, 0o400)
  return { sha256, bytes: Buffer.byteLength(text), mediaType: 'text/plain', name: 'synthetic.txt' }
}
