import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ARCHIVE, DATABASE, readingOf, write, type Case, type Reading } from '../../src/case/case.ts'
import { complete } from '../../src/case/complete.ts'
import { makeCase, type NewCase } from '../../src/case/start.ts'
import { stageFile } from '../../src/custody/archive.ts'
import { documentText } from '../../src/exchange/document-text.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import { parseWhen } from '../../src/model/when.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'

/*
 * A small case with everything in it that a package has to carry: several entries, a correction, a retraction, a clock
 * that was behind, an archived document, and the text that does harm in terminals and spreadsheets.
 */

const MIGRATIONS = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url))

export const NASTY = [
  '\u001b[2J\u001b]0;owned\u0007',
  '=HYPERLINK("https://example.org/?"&A1,"open")',
  'first line\nsecond line\r\nthird\rfourth',
  '\u202eRajin\u202c',
  'a NUL \u0000 in it',
  "'",
  "'=1+1",
  '\\',
  String.raw`C:\new\u0041; and \\share`,
  '@SUM(A1)',
  '-73',
  '\ttab',
  ' spaces ',
  '"quoted", with a comma',
  '\ufeffmark',
  '나진 · Раджин',
] as const

export const NOTE = NASTY.join(' | ')
const DOCUMENT = '# CSIS\n\nAround 73 freight railcars stood in the yard.\n'

export function newCaseIn(folder: string, now: () => Date): NewCase {
  return {
    folder,
    analyst: 'Ji-woo',
    command: "trace record --note '=1+1'",
    now,
    randomBytes,
    openStore: (file, options) =>
      Promise.resolve(new SqliteStore({ file, migrations: MIGRATIONS, ...options })),
  }
}

function openCase(folder: string): SqliteStore {
  return new SqliteStore({ file: join(folder, DATABASE), migrations: MIGRATIONS })
}

/** Runs on an open case, with what is recorded in it now. */
export async function inCase<T>(
  folder: string,
  work: (kase: { folder: string; store: SqliteStore }, reading: Reading) => Promise<T>,
): Promise<T> {
  const store = openCase(folder)
  try {
    return await work({ folder, store }, await readingOf(store))
  } finally {
    await store.close()
  }
}

/** Makes the case; its observations are a count at Tumangang with two citations, and one without any. */
export async function makeExample(folder: string, scratch: string): Promise<void> {
  let clock = Date.parse('2023-11-01T08:00:00.000Z')
  const now = () => new Date(clock)
  await makeCase(newCaseIn(folder, now), async (kase) => {
    await write(kase, [complete({ type: 'case', id: 'railcars-2023', title: 'Railcars, 2023' })])
    await write({ ...kase, note: NOTE }, referenceData())
    // The clock was set back: the entry keeps the time of the one before, and what the clock said.
    clock -= 60_000
    await addDocument(kase, scratch, now)
    clock += 3_600_000
    await observe(kase)
  })
}

function referenceData(): ReturnType<typeof complete>[] {
  return [
    complete({ type: 'organisation', id: 'csis', name: 'CSIS', aliases: [...NASTY] }),
    complete({ type: 'place', id: 'tumangang', name: 'Tumangang', lat: 42.417, lon: 130.639, note: NOTE }),
    complete({ type: 'place', id: 'khasan', name: '=Khasan' }),
    complete({ type: 'route', id: 'border', name: 'Border' }),
    complete({
      type: 'leg',
      id: 'tumangang-khasan',
      route: 'border',
      from: 'tumangang',
      to: 'khasan',
      mode: 'rail',
      km: 1.5,
    }),
    complete({ type: 'vessel', id: 'angara', name: 'Angara', imo: '9179843' }),
  ]
}

async function addDocument(kase: Case, scratch: string, now: () => Date): Promise<void> {
  const path = join(scratch, 'csis.md')
  await writeFile(path, DOCUMENT)
  const staged = await stageFile(path, join(kase.folder, ARCHIVE), { now, randomBytes })
  await staged.keep()
  await write(
    kase,
    [
      complete({
        type: 'source',
        id: 'csis-2023-10-06',
        kind: 'report',
        title: NOTE,
        originator: 'csis',
        published: parseWhen('2023-10-06'),
        lineage: 'original',
        file: staged.file,
      }),
      complete({
        type: 'source',
        id: 'american-military-news-2023-10',
        kind: 'article',
        title: '+73 railcars',
        lineage: 'derived',
        url: 'https://example.org/a?b=1',
      }),
      complete({
        type: 'derivation',
        source: 'american-military-news-2023-10',
        from: 'csis-2023-10-06',
        how: 'summary',
      }),
    ],
    { documents: new Map([['csis-2023-10-06', documentText(Buffer.from(DOCUMENT), 'text/markdown') ?? '']]) },
  )
}

async function observe(kase: Case): Promise<void> {
  const observation = complete({
    type: 'observation',
    kind: 'railcar-count',
    place: 'tumangang',
    observed: parseWhen('2023-10-05', 'last Thursday'),
    quantity: parseQuantity('73'),
    unit: 'railcars',
    shows: [{ leg: 'tumangang-khasan', stage: 'departed' }, { leg: 'tumangang-khasan' }],
    details: { cars: { boxcar: 60, 'flat; car': 13 }, tarped: true, consist: [...NASTY] },
    note: NOTE,
  })
  const decoy = complete({
    type: 'observation',
    kind: 'ship-sighting',
    place: 'khasan',
    vessels: ['angara'],
    outcome: 'none-seen',
    observed: parseWhen('2023-10-20T11:01+09:00'),
  })
  const bare = complete({
    type: 'observation',
    kind: 'site-change',
    place: 'khasan',
    note: 'Nobody is cited for this yet.',
  })
  const cite = (source: string, more: object) =>
    complete({ type: 'citation', about: observation.id, source, stance: 'supports', ...more })
  await write(kase, [
    observation,
    decoy,
    bare,
    cite('csis-2023-10-06', {
      quote: { exact: NOTE, prefix: ' ' },
      states: { quantity: parseQuantity('~73', 'around 73') },
    }),
    cite('american-military-news-2023-10', { locator: '-3' }),
  ])
  await write(kase, [
    complete({
      ...observation,
      quantity: parseQuantity('~73', 'around 73'),
      revision: 2,
      reason: 'the report says "around"',
    }),
  ])
  await write(kase, [complete({ ...decoy, revision: 2, retracted: true, reason: '=wrong' })])
}
