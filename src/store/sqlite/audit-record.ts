import { isCanonical } from '../../custody/canonical.ts'
import { Recent } from '../../model/recent.ts'
import { schemas, type AnyRecord } from '../../model/records.ts'
import { referencesOf } from '../../model/references.ts'
import type { IndexAudit } from './audit-indexes.ts'
import type { Losses } from './audit-losses.ts'
import type { AuditedRow } from './audit-window.ts'
import { isAfter } from './rivals.ts'
import type { Run } from './statements.ts'

const REMEMBERED = 50_000

/** Compares what is kept of a record with its contents: its row, its index rows, and the records that it names. */
export class RecordAudit {
  readonly #run: Run
  readonly #indexes: IndexAudit
  readonly #losses: Losses
  readonly #moved: ReadonlySet<number>
  /** Most references are to what was recorded just before, or to one of few places and sources. */
  readonly #known = new Recent<true>(REMEMBERED)

  /** @param moved positions of rows that stand where they do not belong, as far as they are found */
  constructor(run: Run, indexes: IndexAudit, losses: Losses, moved: ReadonlySet<number>) {
    this.#run = run
    this.#indexes = indexes
    this.#losses = losses
    this.#moved = moved
  }

  /** What in the rows of a record does not follow from its contents, of which it is known that they are what was recorded. */
  differences(
    row: AuditedRow,
    record: AnyRecord | undefined,
    at: number,
    entry: number,
    document: string | null | undefined,
  ): string[] {
    if (record === undefined) {
      this.#indexes.excuse(at)
      return ['its contents are no record as this version of trace knows them']
    }
    const { type, id, revision, retracted } = record
    this.#known.set(`${type} ${id}`, true)
    for (const { types, id: other } of referencesOf(record)) {
      if (!types.some((one) => this.#isKnown(one, other))) {
        this.#losses.unknown(`${types[0] ?? ''} ${other}`, nameOf(record))
      }
    }
    return [
      ...(row.type === type ? [] : [`its type is kept as ${row.type}`]),
      ...(row.id === id ? [] : [`its id is kept as ${row.id}`]),
      ...(row.revision === revision ? [] : [`its revision is kept as ${String(row.revision)}`]),
      ...(row.retracted === (retracted === true ? 1 : 0)
        ? []
        : ['whether it was retracted is kept otherwise']),
      ...(row.entry === entry ? [] : [`its entry is kept as ${String(row.entry)}`]),
      ...this.#supersession(row, record, at),
      ...this.#indexes.compare(at, record, document),
    ]
  }

  #isKnown(type: string, id: string): boolean {
    const key = `${type} ${id}`
    if (this.#known.get(key) === true) return true
    const isThere =
      this.#run('SELECT 1 FROM record WHERE type = ? AND id = ? LIMIT 1').get(type, id) !== undefined
    if (isThere) this.#known.set(key, true)
    return isThere
  }

  /** A revision names the position of the one that was read before it, and its own when that is read on; a first one names none. */
  #supersession({ supersedes, rival, leaf }: AuditedRow, record: AnyRecord, at: number): string[] {
    const { type, id, revision } = record
    const isFirst = revision === 1
    if (isFirst && rival === 0)
      return supersedes === null ? [] : ['it is kept as a later revision of another']
    const others = this.#run(
      'SELECT position, revision, leaf FROM record WHERE type = ? AND id = ? AND position <> ?',
    ).all(type, id, at) as Other[]
    if (!isFirst && !others.some((other) => other.revision === revision - 1))
      return this.#afterLost(supersedes, record)
    if (others.some(({ position }) => this.#moved.has(position))) return []
    const before = others.filter(({ position }) => position < at)
    const newest = before.reduce<Other | undefined>(
      (best, one) => (best === undefined || isAfter(one, best) ? one : best),
      undefined,
    )
    const isRead = newest === undefined || isAfter({ revision, leaf }, newest)
    const expected = isRead ? (newest?.position ?? null) : at
    return [
      ...(supersedes === expected ? [] : [NOT_BEFORE]),
      ...(rival === before.filter((other) => other.revision === revision).length
        ? []
        : ['which of several revisions of one number it is, is kept otherwise']),
    ]
  }

  /** The revision before it is gone, or its key was changed, which is named for itself. */
  #afterLost(supersedes: number | null, { type, id, revision }: AnyRecord): string[] {
    if (supersedes === null) return [NOT_BEFORE]
    const there = this.#run('SELECT body FROM record WHERE position = ?').get(supersedes) as
      Pick<AuditedRow, 'body'> | undefined
    if (there === undefined) {
      const missing = { type, id, revision: revision - 1 }
      this.#losses.unknown(nameOf(missing), nameOf({ type, id, revision }))
      return []
    }
    const contents = readBody(there.body)
    const isIt = contents?.type === type && contents.id === id && contents.revision === revision - 1
    return contents === undefined || isIt ? [] : [NOT_BEFORE]
  }
}

/** Another revision of a record, as it stands. */
interface Other {
  readonly position: number
  readonly revision: number
  readonly leaf: Buffer
}

const NOT_BEFORE = 'what it is kept as a revision of is not its revision before'

/** A record that is what it has to be: it fits its schema, and its contents are their canonical form, which can be read in one way. */
export function readRecord(body: string): AnyRecord | undefined {
  const record = readBody(body)
  if (record === undefined || !Object.hasOwn(schemas, record.type)) return undefined
  return schemas[record.type].safeParse(record).success && isCanonical(body, record) ? record : undefined
}

export function readBody(body: string): AnyRecord | undefined {
  try {
    const record = JSON.parse(body) as AnyRecord | null
    return typeof record?.id === 'string' ? record : undefined
  } catch {
    return undefined
  }
}

export function nameOf({ type, id, revision }: { type: string; id: string; revision: number }): string {
  return `${type} ${id}${revision === 1 ? '' : ` (revision ${String(revision)})`}`
}
