import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readingOf } from '../../src/case/case.ts'
import { importPackage } from '../../src/case/package-in.ts'
import { writePackage, zipPackage } from '../../src/case/package-out.ts'
import { readPackage } from '../../src/case/package-read.ts'
import { revisionConflicts } from '../../src/case/revision-conflicts.ts'
import { undoEntry } from '../../src/case/undo.ts'
import { verifyCase } from '../../src/case/verify.ts'
import { leavesAtOdds } from '../../src/evidence/revision-conflicts.ts'
import { Folders, merge, now, record, type Folder } from '../case/two-cases.ts'
import { citation, corrected, observation, place, source } from '../store/records.ts'
import { inCase, newCaseIn } from './example-case.ts'

/* A case into which another was merged: its package carries several revisions of one number, and the other's log. */

let folders: Folders
let home: string
let merged: Folder

beforeEach(async () => {
  folders = new Folders()
  home = mkdtempSync(join(tmpdir(), 'trace-merged-'))
  const ours = await folders.start('ours')
  const seen = observation('railcar-count', { place: 'rajin', count: '73' })
  await record(ours, 'kim', [place('rajin'), source('csis'), seen, citation(seen.id, 'csis')])
  const theirs = await folders.copy(ours)
  await record(ours, 'kim', [corrected(place('rajin', { note: 'from the chart' }))])
  await record(theirs, 'lee', [corrected(place('rajin', { note: 'from the image' }))])
  await record(theirs, 'lee', [place('dunai')])
  await merge(ours, theirs)
  merged = ours
})
afterEach(async () => {
  await folders.end()
  rmSync(home, { recursive: true, force: true })
})

function contents(path: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  )
}

function folderIn(name: string): string {
  mkdirSync(join(home, name))
  return join(home, name)
}

test('becomes the same case again, with what is at odds in it, and the same package of that', async () => {
  const packed = folderIn('package')
  const reading = await readingOf(merged.store)
  await writePackage(merged, reading, packed)
  const archive = await buffer(zipPackage(merged, reading, folderIn('scratch'), () => undefined))
  const before = await revisionConflicts(merged.store, reading)
  expect(before).toHaveLength(1)

  const copy = join(home, 'copy')
  await importPackage(
    await readPackage(packed),
    newCaseIn(copy, () => new Date('2027-01-01T00:00:00.000Z')),
  )
  await inCase(copy, async (kase, again) => {
    expect(again.entry.root.equals(reading.entry.root)).toBe(true)
    expect(await revisionConflicts(kase.store, again)).toEqual(before)
    expect(await kase.store.get('place', 'rajin', again)).toEqual(
      await merged.store.get('place', 'rajin', reading),
    )
    expect((await verifyCase(kase)).faults).toEqual([])
    await writePackage(kase, again, folderIn('again'))
    expect(contents(join(home, 'again'))).toEqual(contents(packed))
    const same = await buffer(zipPackage(kase, again, folderIn('scratch-again'), () => undefined))
    expect(same.equals(archive)).toBe(true)
  })
})

test('keeps what was settled, and that this was undone', async () => {
  const [conflict] = await revisionConflicts(merged.store, await readingOf(merged.store))
  if (conflict === undefined) throw new Error('nothing is at odds')
  await record(merged, 'kim', [{ ...corrected(conflict.current), resolves: leavesAtOdds(conflict) }])
  await undoEntry({ ...merged, analyst: 'kim', command: 'trace undo', now }, undefined, 'undone')
  const reading = await readingOf(merged.store)
  const undoing = (await merged.store.get('place', 'rajin', reading))?.record
  expect(undoing?.undoes).toMatch(/^[0-9a-f]{64}$/)
  const before = await revisionConflicts(merged.store, reading)
  expect(before).toMatchObject([{ isOpen: true }])

  const packed = folderIn('package')
  await writePackage(merged, reading, packed)
  const copy = join(home, 'copy')
  await importPackage(
    await readPackage(packed),
    newCaseIn(copy, () => new Date('2027-01-01T00:00:00.000Z')),
  )
  await inCase(copy, async (kase, again) => {
    expect(again.entry.root.equals(reading.entry.root)).toBe(true)
    expect(await revisionConflicts(kase.store, again)).toEqual(before)
    expect((await kase.store.get('place', 'rajin', again))?.record).toEqual(undoing)
    expect((await verifyCase(kase)).faults).toEqual([])
  })
})

test('is put in order as well', async () => {
  const packed = folderIn('package')
  await writePackage(merged, await readingOf(merged.store), packed)
  const source = await readPackage(packed)
  const reversed = {
    ...source,
    tables: source.tables.map((table) => ({
      ...table,
      async *rows() {
        const rows = []
        for await (const batch of table.rows()) rows.push(...batch)
        yield rows.toReversed()
      },
    })),
  }
  await importPackage(
    reversed,
    newCaseIn(join(home, 'copy'), () => new Date('2027-01-01T00:00:00.000Z')),
  )
  await inCase(join(home, 'copy'), async (kase, again) => {
    expect(again.entry.root.equals((await readingOf(merged.store)).entry.root)).toBe(true)
    expect((await verifyCase(kase)).faults).toEqual([])
  })
})
