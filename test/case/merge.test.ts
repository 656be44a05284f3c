import fc from 'fast-check'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readCheckpoint, originOf } from '../../src/custody/checkpoint.ts'
import { signerFrom, type Signer } from '../../src/custody/note.ts'
import { signed } from '../../src/case/seal.ts'
import { revisionConflicts } from '../../src/case/revision-conflicts.ts'
import { undoEntry } from '../../src/case/undo.ts'
import { verifyCase } from '../../src/case/verify.ts'
import { leavesAtOdds } from '../../src/evidence/revision-conflicts.ts'
import { Failure } from '../../src/model/failure.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import type { Store } from '../../src/store/port.ts'
import { citation, corrected, observation, place, retracted, route, source, leg } from '../store/records.ts'
import { archived, currentOf, Folders, merge, now, record, revisionsOf, type Folder } from './two-cases.ts'

const kim: Signer = signerFrom('kim', Buffer.alloc(32, 7))

function folders(): Folders {
  const made = new Folders()
  onTestFinished(() => made.end())
  return made
}

const PLACES = ['rajin', 'dunai', 'tikhoretsk']

/** What an analyst may do next; it is done as far as the case has what it takes. */
type Step =
  | { do: 'place'; at: string; lat: number }
  | { do: 'observe'; at: string; on: number; count: number }
  | { do: 'correct'; which: number; note: string }
  | { do: 'retract'; which: number }
  | { do: 'settle'; which: number }
  | { do: 'undo' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('place' as const),
    at: fc.constantFrom(...PLACES),
    lat: fc.integer({ min: 40, max: 43 }),
  }),
  fc.record({
    do: fc.constant('observe' as const),
    at: fc.constantFrom(...PLACES),
    on: fc.integer({ min: 1, max: 3 }),
    count: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({
    do: fc.constant('correct' as const),
    which: fc.nat({ max: 20 }),
    note: fc.constantFrom('counted again', 'misread', 'from the chart'),
  }),
  fc.record({ do: fc.constant('retract' as const), which: fc.nat({ max: 20 }) }),
)
const steps = fc.array(step, { maxLength: 8 })

/** What may be done where revisions are at odds. */
const stepAfterMerge: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: step },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const), which: fc.nat({ max: 20 }) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'undo' as const }) },
)
const stepsAfterMerge = fc.array(stepAfterMerge, { maxLength: 6 })

async function work(kase: Folder, analyst: string, all: readonly Step[]): Promise<void> {
  for (const one of all) {
    if (one.do === 'undo') {
      await undo(kase, analyst)
      continue
    }
    const records = await recordsOf(kase.store, one)
    if (records.length > 0) await record(kase, analyst, records)
  }
}

/** Takes back the last entry, when that can be. */
async function undo(kase: Folder, analyst: string, number?: number): Promise<void> {
  try {
    await undoEntry({ ...kase, analyst, command: 'trace undo', now }, number, 'undone')
  } catch (error) {
    if (!(error instanceof Failure) || !['cannot-undo', 'ambiguous'].includes(error.code)) throw error
  }
}

async function conflictsIn({ store }: Folder) {
  return revisionConflicts(store, (await store.head()) ?? { size: 0 })
}

/** A record as a new revision starts from it. */
function plain<T extends AnyRecord>({ resolves: _, undoes: _undone, ...contents }: T): T {
  return contents as T
}

async function recordsOf(store: Store, one: Exclude<Step, { do: 'undo' }>): Promise<AnyRecord[]> {
  const view = (await store.head()) ?? { size: 0 }
  switch (one.do) {
    case 'place': {
      const known = await store.get('place', one.at, view)
      return known === undefined ? [place(one.at, { lat: one.lat, lon: 130 })] : []
    }
    case 'observe': {
      const at = await store.get('place', one.at, view)
      if (at === undefined || at.record.retracted === true) return []
      const seen = observation('railcar-count', {
        place: one.at,
        on: `2023-10-0${String(one.on)}`,
        count: String(one.count),
      })
      const known = await store.get('observation', seen.id, view)
      return known === undefined ? [seen, citation(seen.id, 'report-a')] : []
    }
    case 'settle': {
      const open = (await revisionConflicts(store, view)).filter(({ isOpen }) => isOpen)
      const chosen = open[one.which % Math.max(open.length, 1)]
      if (chosen === undefined) return []
      const { current, rivalries } = chosen
      const versions = rivalries.flatMap((rivalry) => rivalry.versions.map((version) => version.record))
      const kept = plain(versions[one.which % versions.length] ?? current)
      return [{ ...corrected({ ...kept, revision: current.revision }), resolves: leavesAtOdds(chosen) }]
    }
    default: {
      const all: AnyRecord[] = []
      for (const type of ['place', 'observation'] as const)
        all.push(...(await store.all(type, view)).map((stored) => stored.record))
      const chosen = all[one.which % Math.max(all.length, 1)]
      if (chosen === undefined) return []
      if (one.do === 'correct') return [corrected(plain(chosen), { note: one.note })]
      const uses = await store.dependents(chosen.type, chosen.id, view)
      if (chosen.type === 'place' && uses.length > 0) return []
      return [...uses.map((use) => retracted(use.record)), retracted(plain(chosen))]
    }
  }
}

async function begun(made: Folders, id: string): Promise<Folder> {
  const kase = await made.start(id)
  await record(kase, 'lee', [source('report-a')])
  return kase
}

async function faultsOf(kase: Folder): Promise<unknown[]> {
  return [...(await verifyCase(kase)).faults]
}

async function checkpointOf({ store }: Folder, id: string) {
  const head = await store.head()
  if (head === undefined) throw new Error('a case without entries')
  return signed({ origin: originOf(id), size: head.size, root: head.root }, kim)
}

describe('two histories', () => {
  const histories = fc.record({ before: steps, one: steps, another: steps, isCopy: fc.boolean() })

  test('merged either way are the same records, read alike, and both stay provable', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ before, one, another, isCopy }) => {
        const made = new Folders()
        try {
          const a = await begun(made, 'a')
          await work(a, 'lee', before)
          const b = isCopy ? await made.copy(a) : await begun(made, 'b')
          await work(a, 'lee', one)
          await work(b, 'kim', another)
          const [mine, theirs] = [await made.copy(a), await made.copy(b)]
          const theirCheckpoint = await checkpointOf(b, isCopy ? 'a' : 'b')
          const ourCheckpoint = await checkpointOf(a, 'a')
          const asBefore = await currentOf(mine)
          const headBefore = await mine.store.head()

          await merge(mine, b)
          await merge(theirs, a)
          expect(await revisionsOf(mine)).toEqual(await revisionsOf(theirs))
          expect(await currentOf(mine)).toEqual(await currentOf(theirs))
          for (const kase of [mine, theirs]) {
            expect(await faultsOf(kase)).toEqual([])
            for (const checkpoint of [theirCheckpoint, ourCheckpoint]) {
              const { faults, against } = await verifyCase(kase, {
                against: { checkpoint, verifiers: [kim] },
              })
              expect(faults).toEqual([])
              expect(against?.isConsistent).toBe(true)
            }
          }
          // What was read before it was merged is read as it was.
          for (const [key, body] of asBefore) {
            const [type = '', id = ''] = key.split(' ')
            const stored = await mine.store.get(type as 'place', id, headBefore ?? { size: 0 })
            expect(JSON.parse(body)).toEqual(stored?.record)
          }
          const again = await merge(mine, b)
          expect(again.entry).toBeUndefined()
          // Each has by now all that the other has.
          expect((await merge(mine, theirs)).entry).toBeUndefined()
          expect((await merge(mine, mine)).entry).toBeUndefined()
        } finally {
          await made.end()
        }
      }),
      { numRuns: 60 },
    )
  }, 240_000)

  test('that settle what is at odds, and undo that, read alike once each is merged into the other', async () => {
    const settlings = fc.record({
      before: steps,
      one: steps,
      another: steps,
      mine: stepsAfterMerge,
      theirs: stepsAfterMerge,
    })
    let [reopened, settled] = [0, 0]
    await fc.assert(
      fc.asyncProperty(settlings, async (all) => {
        const made = new Folders()
        try {
          const mine = await begun(made, 'a')
          await work(mine, 'lee', all.before)
          // Something is at odds in every run.
          await record(mine, 'lee', [place('nakhodka')])
          const theirs = await made.copy(mine)
          await record(mine, 'lee', [corrected(place('nakhodka', { lat: 42.8 }))])
          await record(theirs, 'kim', [corrected(place('nakhodka', { lat: 42.9 }))])
          await work(mine, 'lee', all.one)
          await work(theirs, 'kim', all.another)
          await merge(mine, theirs)
          await merge(theirs, mine)
          await work(mine, 'lee', all.mine)
          await work(theirs, 'kim', all.theirs)
          const asBefore = await conflictsIn(mine)
          const headBefore = (await mine.store.head()) ?? { size: 0 }
          const other = await made.copy(theirs)
          await merge(theirs, mine)
          await merge(mine, other)
          expect(await revisionsOf(mine)).toEqual(await revisionsOf(theirs))
          expect(await currentOf(mine)).toEqual(await currentOf(theirs))
          const conflicts = await conflictsIn(mine)
          expect(conflicts).toEqual(await conflictsIn(theirs))
          expect([await faultsOf(mine), await faultsOf(theirs)]).toEqual([[], []])
          // What was at odds before, and what was settled of it, is read as it was.
          expect(await revisionConflicts(mine.store, headBefore)).toEqual(asBefore)
          if (conflicts.some(({ isOpen }) => !isOpen)) settled += 1
          const undone = (await revisionsOf(mine)).some((body) => body.includes('"undoes"'))
          if (undone && conflicts.some(({ isOpen }) => isOpen)) reopened += 1
        } finally {
          await made.end()
        }
      }),
      { numRuns: 30 },
    )
    expect(Math.min(reopened, settled)).toBeGreaterThan(0)
  }, 240_000)

  test('of three analysts are the same in whatever order they are merged', async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, steps, steps, async (before, one, two, three) => {
        const made = new Folders()
        try {
          const a = await begun(made, 'a')
          await work(a, 'lee', before)
          const b = await made.copy(a)
          const c = await begun(made, 'c')
          await work(a, 'lee', one)
          await work(b, 'kim', two)
          await work(c, 'park', three)
          const left = await made.copy(a)
          await merge(left, b)
          await merge(left, c)
          const inner = await made.copy(b)
          await merge(inner, c)
          const right = await made.copy(a)
          await merge(right, inner)
          expect(await revisionsOf(left)).toEqual(await revisionsOf(right))
          expect(await currentOf(left)).toEqual(await currentOf(right))
          expect([await faultsOf(left), await faultsOf(right)]).toEqual([[], []])
          // The case that came with another one can be held against its own checkpoint, too.
          const { faults } = await verifyCase(right, {
            against: { checkpoint: await checkpointOf(c, 'c'), verifiers: [kim] },
          })
          expect(faults).toEqual([])
        } finally {
          await made.end()
        }
      }),
      { numRuns: 40 },
    )
  }, 240_000)
})

describe('revisions of one number', () => {
  /** The same place in two cases that know nothing of each other. */
  async function twoOfOne(): Promise<{ a: Folder; b: Folder }> {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    await record(a, 'lee', [place('rajin', { lat: 42.25, lon: 130 })])
    await record(b, 'kim', [place('rajin', { lat: 42.26, lon: 130 })])
    return { a, b }
  }

  test('are at odds until a revision names all of them, and again when another comes', async () => {
    const { a, b } = await twoOfOne()
    await merge(a, b)
    const [conflict] = await conflictsIn(a)
    expect(conflict).toMatchObject({ type: 'place', id: 'rajin', isOpen: true })
    expect(conflict?.rivalries).toMatchObject([
      {
        revision: 1,
        differences: [{ field: 'lat', values: expect.arrayContaining(['42.25', '42.26']) as string[] }],
      },
    ])
    const leaves = conflict?.rivalries.flatMap(({ versions }) => versions.map(({ leaf }) => leaf)) ?? []
    expect(leaves).toHaveLength(2)
    if (conflict === undefined) throw new Error('nothing is at odds')
    const { current } = conflict
    // One of two is not enough.
    await record(a, 'lee', [{ ...corrected(current), resolves: leaves.slice(0, 1) }])
    expect((await conflictsIn(a))[0]?.isOpen).toBe(true)
    await record(a, 'lee', [{ ...corrected(corrected(current)), resolves: leaves }])
    expect((await conflictsIn(a))[0]?.isOpen).toBe(false)
    await record(b, 'kim', [corrected(place('rajin', { lat: 42.26, lon: 130 }), { lat: 42.3 })])
    await merge(a, b)
    expect((await conflictsIn(a))[0]?.isOpen).toBe(true)
    expect(await faultsOf(a)).toEqual([])
  })

  test('that say the same are not at odds, whatever their reasons', async () => {
    const made = folders()
    const a = await made.start('a')
    await record(a, 'lee', [place('rajin')])
    const b = await made.copy(a)
    await record(a, 'lee', [{ ...corrected(place('rajin'), { lat: 42 }), reason: 'from the chart' }])
    await record(b, 'kim', [{ ...corrected(place('rajin'), { lat: 42 }), reason: 'from the image' }])
    const { added } = await merge(a, b)
    expect(added.get('place')).toBe(1)
    expect(await conflictsIn(a)).toEqual([])
    expect(await faultsOf(a)).toEqual([])
  })

  test('one of which takes the record back are at odds', async () => {
    const made = folders()
    const a = await made.start('a')
    await record(a, 'lee', [place('rajin')])
    const b = await made.copy(a)
    await record(a, 'lee', [corrected(place('rajin'), { lat: 42 })])
    await record(b, 'kim', [retracted(place('rajin'))])
    await merge(a, b)
    const [conflict] = await conflictsIn(a)
    expect(conflict?.rivalries[0]?.differences.map(({ field }) => field)).toEqual(['retracted', 'lat'])
  })
})

describe('a settlement that is undone', () => {
  /** Rajin in two cases, merged in one of them, with what is at odds settled for hers. */
  async function settled(): Promise<{ a: Folder; b: Folder; made: Folders }> {
    const made = folders()
    const a = await made.start('a')
    await record(a, 'lee', [place('rajin')])
    const b = await made.copy(a)
    await record(a, 'lee', [corrected(place('rajin', { accuracy: 100 }))])
    await record(b, 'kim', [corrected(place('rajin', { accuracy: 200 }))])
    await merge(a, b)
    await settle(a, 200, 'measured')
    return { a, b, made }
  }

  async function settle(kase: Folder, accuracy: number, reason: string): Promise<void> {
    const [conflict] = await conflictsIn(kase)
    if (conflict === undefined) throw new Error('nothing is at odds')
    await record(kase, 'lee', [
      { ...corrected(plain(conflict.current), { accuracy }), reason, resolves: leavesAtOdds(conflict) },
    ])
  }

  const states = async (...cases: Folder[]) =>
    Promise.all(cases.map(async (kase) => (await conflictsIn(kase)).map(({ isOpen }) => isOpen)))

  test('leaves open what it settled, in the other case as well, and in what was read before as it was', async () => {
    const { a, b } = await settled()
    const before = (await a.store.head()) ?? { size: 0 }
    expect(await states(a)).toEqual([[false]])
    await undo(a, 'lee')
    const [conflict] = await conflictsIn(a)
    expect(conflict).toMatchObject({ isOpen: true, resolvedBy: undefined })
    expect(conflict?.rivalries[0]?.versions.map(({ isResolved }) => isResolved)).toEqual([false, false])
    // What is read says the same as one of them.
    expect(conflict?.rivalries[0]?.versions.filter(({ isRead }) => isRead)).toHaveLength(1)
    await merge(b, a)
    expect(await states(a, b)).toEqual([[true], [true]])
    expect((await revisionConflicts(a.store, before)).map(({ isOpen }) => isOpen)).toEqual([false])
    expect([await faultsOf(a), await faultsOf(b)]).toEqual([[], []])
  })

  test('is in force again once that is undone, and open again once that is', async () => {
    const { a, b } = await settled()
    for (const isOpen of [true, false, true, false]) {
      await undo(a, 'lee')
      await merge(b, a)
      expect(await states(a, b)).toEqual([[isOpen], [isOpen]])
    }
    expect((await conflictsIn(a))[0]?.resolvedBy).toMatchObject({ revision: 3 })
  })

  test('can be made anew', async () => {
    const { a } = await settled()
    await undo(a, 'lee')
    await settle(a, 100, 'from the chart')
    expect(await states(a)).toEqual([[false]])
    expect((await conflictsIn(a))[0]?.resolvedBy).toMatchObject({ revision: 5, accuracy: 100 })
  })

  test('is not what a later correction is, nor the undoing of that', async () => {
    const { a } = await settled()
    const at = async () =>
      (await a.store.get('place', 'rajin', (await a.store.head()) ?? { size: 0 }))?.record
    const now = await at()
    if (now?.type !== 'place') throw new Error('no place rajin')
    // Also one that says what the settlement was against.
    await record(a, 'lee', [corrected(plain(now), { accuracy: 100 })])
    expect(await states(a)).toEqual([[false]])
    await undo(a, 'lee')
    expect(await states(a)).toEqual([[false]])
    expect((await at())?.undoes).toBeUndefined()
  })

  test('counts against what the other case settled alike, too', async () => {
    const made = folders()
    const a = await made.start('a')
    await record(a, 'lee', [place('rajin')])
    const b = await made.copy(a)
    await record(a, 'lee', [corrected(place('rajin', { accuracy: 100 }))])
    await record(b, 'kim', [corrected(place('rajin', { accuracy: 200 }))])
    const asSent = await made.copy(a)
    await merge(a, b)
    await merge(b, asSent)
    await settle(a, 200, 'measured')
    await settle(b, 200, 'she measured it')
    await undo(a, 'lee')
    await merge(a, b)
    await merge(b, a)
    expect(await states(a, b)).toEqual([[true], [true]])
  })

  test('is not brought back beside another revision of its number', async () => {
    const { a, made } = await settled()
    const c = await made.copy(a)
    await undo(a, 'lee')
    const entry = (await a.store.head())?.number
    await record(c, 'park', [
      { ...corrected(corrected(corrected(place('rajin', { accuracy: 300 })))), reason: 'from the chart' },
    ])
    await merge(a, c)
    const before = await a.store.head()
    await undo(a, 'lee', entry)
    expect(await a.store.head()).toEqual(before)
    expect(await states(a)).toEqual([[true]])
    await settle(a, 300, 'from the chart')
    expect(await states(a)).toEqual([[false]])
  })
})

describe('what comes with a case', () => {
  test('its documents, and what they are searched by; of each revision those of its own', async () => {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    const [one, two] = [
      archived(b, 'Twenty railcars at Tumangang.'),
      archived(b, 'Thirty railcars at Khasan.'),
    ]
    const first = source('report-b', { file: one })
    await record(b, 'kim', [first], new Map([['report-b', 'Twenty railcars at Tumangang.']]))
    await record(
      b,
      'kim',
      [corrected(first, { file: two })],
      new Map([['report-b', 'Thirty railcars at Khasan.']]),
    )
    const merged = await merge(a, b)
    expect(merged.files).toBe(2)
    expect(await faultsOf(a)).toEqual([])
    const view = (await a.store.head()) ?? { size: 0 }
    expect((await a.store.search('khasan', 5, view)).map(({ stored }) => stored.record.id)).toEqual([
      'report-b',
    ])
    expect(await a.store.search('tumangang', 5, view)).toEqual([])
    expect(readFileSync(join(a.folder, 'files', two.sha256), 'utf8')).toBe('Thirty railcars at Khasan.')
  })

  test.each<[string, (path: string) => void]>([
    [
      'a file with other contents',
      (path) => {
        writeFileSync(path, 'Thirty railcars.')
      },
    ],
    [
      'half of it',
      (path) => {
        writeFileSync(path, 'Twenty rail')
      },
    ],
    [
      'a link that leads nowhere',
      (path) => {
        symlinkSync('nowhere', path)
      },
    ],
  ])('its document, also where %s stands in its place', async (_, put) => {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    const file = archived(b, 'Twenty railcars.')
    await record(b, 'kim', [source('report-b', { file })], new Map([['report-b', 'Twenty railcars.']]))
    const path = join(a.folder, 'files', file.sha256)
    put(path)
    expect((await merge(a, b, { dryRun: true })).files).toBe(1)
    expect((await merge(a, b)).files).toBe(1)
    expect(readFileSync(path, 'utf8')).toBe('Twenty railcars.')
    expect(await faultsOf(a)).toEqual([])
  })

  test('no document that is here already, and none that a folder stands in the place of', async () => {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    const file = archived(b, 'Twenty railcars.')
    await record(b, 'kim', [source('report-b', { file })], new Map([['report-b', 'Twenty railcars.']]))
    const before = await a.store.head()
    const path = join(a.folder, 'files', file.sha256)
    mkdirSync(path)
    await expect(merge(a, b)).rejects.toMatchObject({ code: 'cannot-write', where: path })
    expect(await a.store.head()).toEqual(before)
    rmdirSync(path)
    archived(a, 'Twenty railcars.')
    expect((await merge(a, b)).files).toBe(0)
    expect(await faultsOf(a)).toEqual([])
  })

  test('what the one took back and the other uses is named, and is no fault', async () => {
    const made = folders()
    const a = await made.start('a')
    await record(a, 'lee', [place('rajin'), place('dunai'), route('orient-express'), source('report-a')])
    const b = await made.copy(a)
    await record(a, 'lee', [retracted(place('rajin'))])
    await record(b, 'kim', [leg('rajin', 'dunai')])
    const { dangling } = await merge(a, b)
    expect(dangling?.map((one) => [one.record.id, one.usedBy.map(({ id }) => id)])).toEqual([
      ['rajin', ['rajin-dunai']],
    ])
    expect(await faultsOf(a)).toEqual([])
  })

  test('what was taken back with its own citations is used by nobody else', async () => {
    const made = folders()
    const a = await made.start('a')
    const seen = observation('railcar-count', { place: 'rajin', on: '2023-10-05', count: '20' })
    await record(a, 'lee', [place('rajin'), source('report-a'), seen, citation(seen.id, 'report-a')])
    const here = await made.copy(a)
    const b = await made.copy(a)
    await record(b, 'kim', [retracted(seen)])
    expect((await merge(a, b)).dangling).toEqual([])
    await record(here, 'park', [source('report-c'), citation(seen.id, 'report-c')])
    const { dangling } = await merge(here, b)
    expect(dangling?.map((one) => one.usedBy.map((user) => user.type === 'citation' && user.source))).toEqual(
      [['report-c']],
    )
  })

  test('nothing when it is not as it was recorded', async () => {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    const file = archived(b, 'Twenty railcars.')
    await record(b, 'kim', [source('report-b', { file })], new Map([['report-b', 'Twenty railcars.']]))
    writeFileSync(join(b.folder, 'files', file.sha256), 'Thirty railcars.')
    const before = await a.store.head()
    await expect(merge(a, b)).rejects.toMatchObject({ code: 'not-sound' })
    expect(await a.store.head()).toEqual(before)
    expect(readdirSync(join(a.folder, 'files'))).toEqual([])
  })

  test('nothing in a dry run, which says what it would be', async () => {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    await record(a, 'lee', [place('rajin', { lat: 42 })])
    await record(b, 'kim', [place('rajin', { lat: 43 }), place('dunai')])
    const before = await a.store.head()
    const { added, repeated, rivals, entry } = await merge(a, b, { dryRun: true })
    expect([Object.fromEntries(added), Object.fromEntries(repeated)]).toEqual([{ place: 2 }, {}])
    expect([rivals, entry]).toEqual([[{ type: 'place', id: 'rajin' }], undefined])
    expect(await a.store.head()).toEqual(before)
    expect(readdirSync(join(a.folder, 'files'))).toEqual([])
    await merge(a, b)
    expect(await revisionsOf(a)).toHaveLength(3)
  })
})

describe('the archived log of a merged case', () => {
  async function merged(): Promise<{ a: Folder; b: Folder; path: string }> {
    const made = folders()
    const [a, b] = [await made.start('a'), await made.start('b')]
    await record(b, 'kim', [place('rajin'), place('dunai')])
    await record(b, 'kim', [corrected(place('rajin'), { lat: 42 })])
    await merge(a, b)
    const [name = ''] = readdirSync(join(a.folder, 'files'))
    const path = join(a.folder, 'files', name)
    chmodSync(path, 0o600)
    return { a, b, path }
  }

  test.each([
    ['a letter changed', (text: string) => text.replace('kim', 'lee'), /was changed/],
    [
      'a line taken out',
      (text: string) => text.replace(/^\["place","dunai".*\n/m, ''),
      /cannot be read|was changed/,
    ],
    ['cut off', (text: string) => text.slice(0, -20), /cut off|was changed/],
    ['empty', () => '', /was changed/],
    ['something else', () => 'hello\n', /no log of a merged case/],
  ])('%s is named by verify', async (_, change, said) => {
    const { a, path } = await merged()
    expect(await faultsOf(a)).toEqual([])
    const text = readFileSync(path, 'utf8')
    expect(change(text)).not.toBe(text)
    writeFileSync(path, change(text))
    const [fault, ...more] = (await verifyCase(a)).faults
    expect(more).toEqual([])
    expect(fault).toMatchObject({ kind: 'file', name: 'log of the merged case "Case b" (b)' })
    expect(fault?.what.join()).toMatch(said)
  })

  test('holds no checkpoint of another history', async () => {
    const { a, b } = await merged()
    const head = await b.store.head()
    if (head === undefined) throw new Error('a case without entries')
    const hold = async (size: number, root: Uint8Array) =>
      (
        await verifyCase(a, {
          against: { checkpoint: signed({ origin: originOf('b'), size, root }, kim), verifiers: [] },
        })
      ).faults
    expect(await hold(head.size, head.root)).toEqual([])
    expect(await hold(head.size - 1, head.root)).toMatchObject([{ kind: 'checkpoint' }])
    expect(await hold(head.size + 1, head.root)).toMatchObject([{ kind: 'checkpoint' }])
    const [first] = await b.store.entries(1, 1)
    expect(await hold(first?.size ?? 0, first?.root ?? Buffer.alloc(0))).toEqual([])
    expect(readCheckpoint((await checkpointOf(b, 'b')).text).origin).toBe(originOf('b'))
  })
})
