import type { Fault } from '../../model/fault.ts'
import type { PositionTable, Values } from './audit-window.ts'
import { INDEX_COLUMNS } from './rows.ts'
import type { Run } from './statements.ts'

interface Gap {
  readonly position: number
  /** Last position of a run of gaps. */
  to: number
  readonly entry: number
  /** What the indexes still say of it. */
  readonly rows: readonly { table: PositionTable; values: Values }[]
}

interface Missed {
  /** What names it first. */
  readonly by: string
  count: number
}

/** How many are told apart. */
const MOST = 1000

/**
 * Records that are missing: positions of the log that are empty, and keys that other records name. The one often explains
 * the other, and then both are one fault.
 */
export class Losses {
  readonly #run: Run
  readonly #gaps: Gap[] = []
  readonly #keys = new Map<string, Missed>()
  /** Keys of records that were named for a fault of their own. */
  readonly #named = new Set<string>()

  constructor(run: Run) {
    this.#run = run
  }

  /** Nothing stands at these positions. @param rows what the indexes have for them */
  empty(position: number, entry: number, rows: Gap['rows'], to = position): void {
    const last = this.#gaps.at(-1)
    if (last?.to === position - 1 && last.entry === entry && last.rows.length === 0 && rows.length === 0) {
      last.to = to
    } else if (this.#gaps.length < MOST) {
      this.#gaps.push({ position, to, entry, rows })
    }
  }

  /** Nothing has this key. @param key type and id, as `place rajin`; of several possible types the first @param by who names it */
  unknown(key: string, by: string): void {
    const missed = this.#keys.get(key)
    if (missed !== undefined) missed.count += 1
    else if (this.#keys.size < MOST) this.#keys.set(key, { by, count: 1 })
  }

  /** A record of this key was named already for what is wrong with it. */
  explain(key: string): void {
    if (this.#named.size < MOST) this.#named.add(key)
  }

  *faults(): Generator<Fault> {
    for (const key of this.#named) this.#keys.delete(key)
    for (const gap of this.#gaps) yield this.#gapFault(gap)
    for (const [key, { by, count }] of this.#keys) {
      yield { kind: 'record', name: key, what: ['it is not in the case', restsOn(by, count)] }
    }
  }

  #gapFault({ position, to, entry, rows }: Gap): Fault {
    const { type, name } = this.#describe(position, rows)
    const key = [...this.#keys.keys()].find((one) => one.startsWith(`${type} `))
    const missed = key === undefined ? undefined : this.#keys.get(key)
    if (key !== undefined) this.#keys.delete(key)
    const what =
      position === to
        ? 'the record at this position of the log is missing'
        : `the records from here to position ${String(to)} of the log are missing`
    return {
      kind: 'record',
      name: key ?? name,
      entry,
      position,
      what: [what, ...(missed === undefined ? [] : [restsOn(missed.by, missed.count)])],
    }
  }

  /** What the indexes know of a record that is gone. */
  #describe(position: number, rows: Gap['rows']): { type: string; name: string } {
    const [row] = rows.filter(({ table }) => table !== 'search_text')
    if (row === undefined) return this.#byName(position)
    const { table } = row
    const columns = INDEX_COLUMNS[table] as readonly string[]
    const at = (column: string): string => String(row.values[columns.indexOf(column)] ?? 'nowhere')
    switch (table) {
      case 'source':
        return { type: table, name: `source ${at('id')}` }
      case 'derivation':
        return { type: table, name: `derivation of ${at('source')} from ${at('parent')}` }
      case 'relation':
        return { type: table, name: `relation of ${at('subject')} to ${at('object')}` }
      case 'leg':
        return { type: table, name: `leg from ${at('from_place')} to ${at('to_place')}` }
      case 'citation':
        return { type: table, name: `citation of ${at('about')} from ${at('source')}` }
      default:
        return { type: table, name: `${table} of ${at('kind')} at ${at('place')}` }
    }
  }

  #byName(position: number): { type: string; name: string } {
    const named = this.#run('SELECT type, folded FROM name WHERE position = ? LIMIT 1').get(position) as
      { type: string; folded: string } | undefined
    return named === undefined
      ? { type: 'case', name: `position ${String(position)}` }
      : { type: named.type, name: `${named.type} "${named.folded}"` }
  }
}

function restsOn(by: string, count: number): string {
  return count === 1 ? `${by} rests on it` : `${String(count)} records rest on it, ${by} the first of them`
}
