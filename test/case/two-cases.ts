import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mergeCase, type Merged } from '../../src/case/merge.ts'
import { canonicalJson } from '../../src/custody/canonical.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'

/* Cases in folders of their own, to be merged: synthetic, and with a clock and chance that tests give. */

export interface Folder {
  readonly folder: string
  readonly store: SqliteStore
}

let clock = Date.parse('2026-11-21T08:00:00Z')
/** A second later each time. */
export const now = (): Date => new Date((clock += 1000))
let drawn = 0
const randomBytes = (length: number): Buffer =>
  createHash('sha512')
    .update(String((drawn += 1)))
    .digest()
    .subarray(0, length)

/** Opens cases for one test, and takes all of them away afterwards. */
export class Folders {
  readonly #home = mkdtempSync(join(tmpdir(), 'trace-merge-'))
  readonly #open: SqliteStore[] = []
  #count = 0

  /** An empty case. @param id of the case */
  async start(id: string): Promise<Folder> {
    const kase = this.#at(this.#folder(), true)
    await record(kase, 'lee', [{ type: 'case', id, revision: 1, title: `Case ${id}` }])
    return kase
  }

  /** A copy of a case, as somebody else takes it with them. */
  async copy({ folder, store }: Folder): Promise<Folder> {
    const to = this.#folder()
    await store.copyTo(join(to, 'case.db'))
    cpSync(join(folder, 'files'), join(to, 'files'), { recursive: true })
    return this.#at(to, false)
  }

  async end(): Promise<void> {
    for (const store of this.#open) await store.close()
    rmSync(this.#home, { recursive: true, force: true })
  }

  #folder(): string {
    const folder = join(this.#home, String((this.#count += 1)))
    mkdirSync(join(folder, 'files'), { recursive: true, mode: 0o700 })
    return folder
  }

  #at(folder: string, create: boolean): Folder {
    const store = new SqliteStore({ file: join(folder, 'case.db'), migrations: MIGRATIONS, create })
    this.#open.push(store)
    return { folder, store }
  }
}

export async function record(
  { store }: Folder,
  analyst: string,
  records: readonly AnyRecord[],
  documents?: ReadonlyMap<string, string>,
): Promise<void> {
  await store.append({
    analyst,
    command: 'trace synthetic',
    now,
    records,
    ...(documents === undefined ? {} : { documents }),
  })
}

/** Puts a text into the archive. @returns what a source says of it */
export function archived(
  { folder }: Folder,
  text: string,
): { sha256: string; bytes: number; mediaType: string; name: string } {
  const sha256 = createHash('sha256').update(text).digest('hex')
  writeFileSync(join(folder, 'files', sha256), text)
  return { sha256, bytes: Buffer.byteLength(text), mediaType: 'text/plain', name: 'document.txt' }
}

export function merge(into: Folder, other: Folder, more: { dryRun?: boolean } = {}): Promise<Merged> {
  const kase = { ...into, analyst: 'lee', command: 'trace merge', now }
  return mergeCase(kase, other, { tools: { now, randomBytes }, ...more })
}

/** Every revision of a case by its leaf's text, but for what each case says of itself and of merges. */
export async function revisionsOf({ store }: Folder): Promise<string[]> {
  const bodies: string[] = []
  for await (const { record: one } of store.written({ size: 0 }, (await store.head()) ?? { size: 0 }))
    if (one.type !== 'case' && one.type !== 'merge') bodies.push(canonicalJson(one))
  return bodies.sort()
}

/** What is read of every record. */
export async function currentOf(kase: Folder): Promise<Map<string, string>> {
  const view = (await kase.store.head()) ?? { size: 0 }
  const current = new Map<string, string>()
  for (const body of await revisionsOf(kase)) {
    const { type, id } = JSON.parse(body) as AnyRecord
    const stored = await kase.store.get(type, id, view)
    current.set(`${type} ${id}`, canonicalJson(stored?.record))
  }
  return current
}
