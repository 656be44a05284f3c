import { canonicalJson } from '../../custody/canonical.ts'
import { leafHash, Tree } from '../../custody/merkle.ts'
import type { EntryHead } from '../../model/entry.ts'
import { Failure } from '../../model/failure.ts'
import type { AnyRecord } from '../../model/records.ts'
import { referencesOf } from '../../model/references.ts'
import { isContentKeyed, type RecordType } from '../../model/vocabulary.ts'
import type { EntryDraft, Receipt, Stored } from '../port.ts'
import { indexRecord } from './rows.ts'
import { toEntry, type EntryRow } from './entry-row.ts'
import type { Run } from './statements.ts'

interface Latest {
  position: number
  revision: number
  retracted: number
  body: string
}

/**
 * Adds an entry. Runs inside a transaction that already holds the write lock, so what it reads cannot change under it.
 * @throws Failure, see {@link Store.append}
 */
export function appendEntry(run: Run, draft: EntryDraft): Receipt {
  const before = run('SELECT * FROM entry ORDER BY number DESC LIMIT 1').get() as EntryRow | undefined
  const tree = new Tree(before?.size ?? 0, before?.peaks)
  if (draft.decidedAt !== undefined && draft.decidedAt !== tree.size) {
    throw new Failure(
      'changed-meanwhile',
      'Somebody else wrote to the case in the meantime; nothing was written.',
      {
        hint: 'Repeat the command if it still applies.',
      },
    )
  }
  const number = (before?.number ?? 0) + 1
  const added: Stored[] = []
  const repeated: AnyRecord[] = []
  const checked = new Set<string>()
  for (const record of draft.records) {
    const body = canonicalJson(record)
    const latest = latestRevision(run, record.type, record.id)
    if (isRepeat(run, record, body, latest)) {
      repeated.push(record)
      continue
    }
    checkReferences(run, record, checked)
    const position = tree.size
    const leaf = leafHash(body)
    tree.append(leaf)
    run(
      `INSERT INTO record (position, entry, type, id, revision, supersedes, retracted, body, leaf)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      position,
      number,
      record.type,
      record.id,
      record.revision,
      latest?.position ?? null,
      record.retracted === true ? 1 : 0,
      body,
      leaf,
    )
    indexRecord(run, position, record, record.type === 'source' ? draft.documents?.get(record.id) : undefined)
    added.push({ record, position, entry: number })
  }
  if (added.length === 0) return { entry: undefined, added, repeated }

  const head: EntryHead = {
    type: 'entry',
    number,
    ...times(draft, before?.recorded_at),
    analyst: draft.analyst,
    command: draft.command,
    ...(draft.note === undefined ? {} : { note: draft.note }),
    records: added.length,
  }
  const position = tree.size
  tree.append(leafHash(canonicalJson(head)))
  const row: EntryRow = {
    number,
    position,
    recorded_at: head.recordedAt,
    clock: head.clock ?? null,
    analyst: head.analyst,
    command: head.command,
    note: head.note ?? null,
    records: head.records,
    size: tree.size,
    root: tree.root,
    peaks: tree.peaks,
  }
  run(
    `INSERT INTO entry (number, position, recorded_at, clock, analyst, command, note, records, size, root, peaks)
     VALUES (@number, @position, @recorded_at, @clock, @analyst, @command, @note, @records, @size, @root, @peaks)`,
  ).run(row)
  return { entry: toEntry(row), added, repeated }
}

/** Recorded times never go backwards: a clock that is behind the last entry is kept beside that entry's time. */
function times(draft: EntryDraft, last: string | undefined): { recordedAt: string; clock?: string } {
  if (draft.replay !== undefined) {
    if (last !== undefined && draft.replay.recordedAt < last) {
      throw new Failure(
        'bad-package',
        `An entry is dated ${draft.replay.recordedAt}, before the one it follows (${last}).`,
        { hint: 'Recorded times never go backwards; the entries are out of order.' },
      )
    }
    return draft.replay
  }
  const clock = draft.now().toISOString()
  return last !== undefined && clock < last ? { recordedAt: last, clock } : { recordedAt: clock }
}

function latestRevision(run: Run, type: RecordType, id: string): Latest | undefined {
  return run(
    'SELECT position, revision, retracted, body FROM record WHERE type = ? AND id = ? ORDER BY revision DESC LIMIT 1',
  ).get(type, id) as Latest | undefined
}

/** Whether exactly this was recorded before. @throws Failure `already-exists`, `changed-meanwhile`. */
function isRepeat(run: Run, record: AnyRecord, body: string, latest: Latest | undefined): boolean {
  const { type, id, revision } = record
  if (latest === undefined) {
    if (revision === 1) return false
    throw new Failure('unknown-name', `There is no ${type} ${id} to add revision ${String(revision)} to.`)
  }
  if (revision === latest.revision + 1) return false
  const same = run('SELECT body FROM record WHERE type = ? AND id = ? AND revision = ?').get(
    type,
    id,
    revision,
  ) as { body: string } | undefined
  if (same?.body === body) return true
  // A content id stands for the content; what else may differ is an interval whose convention has changed since.
  if (revision === 1 && isContentKeyed(type)) return true
  if (revision === 1) {
    throw new Failure('already-exists', `There is a ${type} ${id} already, with other contents.`, {
      hint: `Look at it with: trace show ${id}. Change it with: trace correct ${id} … --because "…", or give the new one another key with --id.`,
    })
  }
  throw new Failure(
    'changed-meanwhile',
    `Somebody else changed ${type} ${id} in the meantime; nothing was written.`,
    {
      hint: `Look at it with: trace show ${id}, and repeat the command if it still applies.`,
    },
  )
}

/** @param checked keys found good in this entry already, as `type id` */
function checkReferences(run: Run, record: AnyRecord, checked: Set<string>): void {
  // What this entry itself takes back is no longer good for what follows in it.
  if (record.retracted === true) checked.delete(`${record.type} ${record.id}`)
  else checked.add(`${record.type} ${record.id}`)
  for (const { types, id, field } of referencesOf(record)) {
    if (types.some((type) => checked.has(`${type} ${id}`))) continue
    const found = types.map((type) => latestRevision(run, type, id)).find((latest) => latest !== undefined)
    if (found === undefined) {
      throw new Failure('unknown-name', `There is no ${types.join(' or ')} ${id}.`, { where: field })
    }
    // A retracted record may go on naming what was retracted with it.
    if (found.retracted === 1 && record.retracted !== true) {
      throw new Failure('retracted', `The ${types.join(' or ')} ${id} was retracted.`, {
        where: field,
        hint: `See why with: trace show ${id}`,
      })
    }
    if (found.retracted === 0) for (const type of types) checked.add(`${type} ${id}`)
  }
}
