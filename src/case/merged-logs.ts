import { join } from 'node:path'
import { archivedDocument } from '../custody/archived-document.ts'
import {
  leafOf,
  loggedLeaves,
  rootAt,
  type LoggedEntry,
  type LoggedLeaf,
  type RevisionLeaf,
} from '../custody/merged-log.ts'
import type { RevisionOrigin } from '../evidence/dossier.ts'
import { Failure } from '../model/failure.ts'
import type { MergeRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Store, View } from '../store/port.ts'
import { ARCHIVE } from './case.ts'

interface Place {
  readonly folder: string
  readonly store: Store
}

/** What a merged log is called in a sentence. */
export function nameOfLog({ title, case: id }: MergeRecord): string {
  return `log of the merged case "${title}" (${id})`
}

/** The bytes of an archived log, checked against their hash. @throws Failure `case-damaged` after the last piece or before the first */
function piecesOf(folder: string, merge: MergeRecord): AsyncGenerator<Buffer> {
  return archivedDocument(join(folder, ARCHIVE), merge.log.sha256, merge.id, `The ${nameOfLog(merge)}`)
}

/** The leaves of a merged log in its order. @throws Failure `case-damaged` */
export function leavesOfMerged(folder: string, merge: MergeRecord): AsyncGenerator<LoggedLeaf> {
  return loggedLeaves(piecesOf(folder, merge))
}

/** How many revisions are looked up at a time. */
const BATCH = 1000
/** How many that are missing are named. */
const NAMED = 5

/**
 * Works out the log of a merged case again: every leaf, every root, and that each revision which it only names stands in this case.
 * @param onBytes told how long each piece of the log was that was read
 * @returns what does not fit, a sentence each without its full stop
 */
export async function mergedLogFaults(
  { folder, store }: Place,
  merge: MergeRecord,
  view: View,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<string[]> {
  let last: LoggedEntry | undefined
  let size = 0
  let bytes = 0
  const missing: string[] = []
  let more = 0
  let waiting: RevisionLeaf[] = []
  const lookUp = async (): Promise<void> => {
    const held = await store.holds(waiting, view)
    for (const [i, { type, id, revision }] of waiting.entries()) {
      if (held[i] === true) continue
      if (missing.length < NAMED) missing.push(`${type} ${id} (revision ${String(revision)})`)
      else more += 1
    }
    waiting = []
  }
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of piecesOf(folder, merge)) {
      bytes += piece.length
      onBytes(piece.length)
      yield piece
    }
  }
  try {
    for await (const leaf of loggedLeaves(counted())) {
      size += 1
      if (leaf.kind === 'entry') last = leaf.entry
      if (leaf.kind !== 'here') continue
      waiting.push(leaf.revision)
      if (waiting.length === BATCH) await lookUp()
    }
    await lookUp()
  } catch (error) {
    if (error instanceof Failure) return [error.message.replace(/\.$/, '')]
    throw error
  }
  const fits =
    last?.size === size &&
    size === merge.size &&
    last.number === merge.entries &&
    last.root.toString('hex') === merge.root
  return [
    ...(bytes === merge.log.bytes
      ? []
      : [`it has ${String(bytes)} bytes, not the ${String(merge.log.bytes)} that were archived`]),
    ...(fits ? [] : ['what is in it does not give the root that was merged']),
    ...(missing.length === 0
      ? []
      : [
          `it names what is not in this case: ${missing.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`,
        ]),
  ]
}

/** The root a merged case had at a size; undefined when its log never had that many leaves, or cannot be read. */
export async function mergedRootAt(
  folder: string,
  merge: MergeRecord,
  size: number,
): Promise<Buffer | undefined> {
  if (size > merge.size) return undefined
  try {
    return await rootAt(piecesOf(folder, merge), size)
  } catch (error) {
    if (error instanceof Failure && error.code === 'case-damaged') return undefined
    throw error
  }
}

/** An entry of a merged case, with how many records of each type it added there. */
export interface MergedEntry {
  readonly entry: LoggedEntry
  readonly added: ReadonlyMap<RecordType, number>
}

/** The entries of a merged case, oldest first. @throws Failure `case-damaged` */
export async function* entriesOfMerged(folder: string, merge: MergeRecord): AsyncGenerator<MergedEntry> {
  let added = new Map<RecordType, number>()
  for await (const leaf of leavesOfMerged(folder, merge)) {
    if (leaf.kind === 'entry') {
      yield { entry: leaf.entry, added }
      added = new Map()
      continue
    }
    const { type } = leaf.kind === 'here' ? leaf.revision : leaf.record
    added.set(type, (added.get(type) ?? 0) + 1)
  }
}

/**
 * Who recorded revisions first: in this case, or in the case that they came with, or in one that was merged into that.
 * @param leaves of the revisions, in hexadecimal
 */
export async function originsOfRevisions(
  { folder, store }: Place,
  leaves: readonly (RevisionLeaf & { readonly entry: number })[],
  view: View,
): Promise<ReadonlyMap<string, RevisionOrigin>> {
  const origins = new Map<string, RevisionOrigin>()
  const merges = (await store.all('merge', view)).map(({ record, entry }) => ({ record, entry }))
  const wanted = new Set<string>()
  for (const { leaf, entry: number } of leaves) {
    const hex = Buffer.from(leaf).toString('hex')
    const [entry] = await store.entries(number, number)
    if (entry === undefined) continue
    const { analyst, recordedAt } = entry
    origins.set(hex, { analyst, recordedAt, entry: number, from: undefined })
    if (merges.some((merge) => merge.entry === number)) wanted.add(hex)
  }
  // Of several logs that have it, the one in which it was recorded first, and not merged, tells who did.
  for (const { record } of wanted.size === 0 ? [] : merges)
    for (const [leaf, origin] of await recordedIn(folder, record, wanted)) {
      const known = origins.get(leaf)
      if (known?.from === undefined || origin.recordedAt < known.recordedAt) origins.set(leaf, origin)
    }
  return origins
}

/** Of some revisions, those that a merged case recorded itself. */
async function recordedIn(
  folder: string,
  merge: MergeRecord,
  wanted: ReadonlySet<string>,
): Promise<Map<string, RevisionOrigin>> {
  const found = new Map<string, RevisionOrigin>()
  let here: string[] = []
  let isMerge = false
  for await (const leaf of leavesOfMerged(folder, merge)) {
    if (leaf.kind !== 'entry') {
      isMerge ||= (leaf.kind === 'here' ? leaf.revision : leaf.record).type === 'merge'
      const hex = Buffer.from(leafOf(leaf)).toString('hex')
      if (wanted.has(hex)) here.push(hex)
      continue
    }
    const { analyst, recordedAt, number: entry } = leaf.entry
    if (!isMerge) for (const hex of here) found.set(hex, { analyst, recordedAt, entry, from: merge.title })
    here = []
    isMerge = false
  }
  return found
}
