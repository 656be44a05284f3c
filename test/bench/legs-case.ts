import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyRecord, RecordOf } from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { inBatches } from '../store/in-batches.ts'
import {
  citation,
  corrected,
  leg,
  observation,
  organisation,
  place,
  retracted,
  route,
  source,
  vessel,
} from '../store/records.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'

/* A synthetic case of routes of ten legs, each leg with as many observations as the next. */

const LEGS_OF_A_ROUTE = 10
/** Of the first observation of a leg; each of the next is an hour later. */
const FIRST = Date.parse('2012-01-01T00:00:00Z')
const HOUR = 3_600_000
const KINDS = ['ship-sighting', 'container-count'] as const

/** Names the nth leg of the case, and what it is between. */
export function nthLeg(n: number): { id: string; route: string; from: string; to: string; ship: string } {
  const [of, at] = [Math.floor(n / LEGS_OF_A_ROUTE), n % LEGS_OF_A_ROUTE]
  const [from, to] = [`port-${String(of)}-${String(at)}`, `port-${String(of)}-${String(at + 1)}`]
  return { id: `${from}-${to}`, route: `route-${String(of)}`, from, to, ship: `ship-${String(n)}` }
}

export class LegsCase {
  readonly #store: SqliteStore
  #clock = Date.parse('2026-11-20T08:00:00Z')
  readonly #heading = {
    analyst: 'bench',
    command: 'trace import synthetic.csv',
    now: () => new Date((this.#clock += 1000)),
  }
  readonly #own: RecordOf['observation'][][] = []

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#store = new SqliteStore({ file: join(folder, 'case.db'), migrations: MIGRATIONS, create: true })
  }

  /** @param kept of how many legs the observations are kept in mind, to be changed later */
  async fill(legs: number, observations: number, kept = 0): Promise<void> {
    const all = Array.from({ length: legs }, (_, n) => nthLeg(n))
    const ports = [...new Set(all.flatMap(({ from, to }) => [from, to]))]
    await this.#write([
      { type: 'case', id: 'synthetic', revision: 1, title: 'Synthetic' },
      ...['rusi', 'csis', 'nk-pro'].map((id) => organisation(id)),
      // Some 22 km from one to the next, which a ship sails between two sightings.
      ...ports.map((id, i) => place(id, { lat: 30 + (i % 100) * 0.2, lon: 130 })),
      ...all.map(({ ship }) => vessel(ship)),
      ...[...new Set(all.map((one) => one.route))].map((id) => route(id)),
      ...all.map(({ id, from, to, route: of }) => leg(from, to, { id, route: of })),
      source('report', { originator: 'rusi', published: parseWhen('2023-10-16') }),
      source('analysis', { originator: 'csis', published: parseWhen('2023-10-17') }),
      source('count', { originator: 'nk-pro', published: parseWhen('2023-10-18') }),
    ])
    await this.#store.appendAll({
      ...this.#heading,
      records: inBatches(this.#observed(legs, observations, kept)),
    })
  }

  *#observed(legs: number, observations: number, kept: number): Generator<AnyRecord> {
    for (let n = 0; n < legs; n += 1) {
      const own: RecordOf['observation'][] = []
      for (let i = 0; i < observations; i += 1) {
        const one = observed(n, i)
        if (n < kept) own.push(one)
        yield one
        yield citation(one.id, ['report', 'analysis', 'count'][i % 3] ?? '', { locator: `row ${String(i)}` })
      }
      if (n < kept) this.#own.push(own)
    }
  }

  /** How many entries there are. */
  async entries(): Promise<number> {
    return (await this.#store.head())?.number ?? 0
  }

  /** A day later: a tenth taken back, the rest counted again, on the legs kept in mind in turns. */
  async change(observations: number): Promise<void> {
    this.#clock += 86_400_000
    const legs = this.#own
    const chosen = Array.from(
      { length: observations },
      (_, i) => legs[i % legs.length]?.[Math.floor(i / legs.length)],
    )
    await this.#write(
      chosen.flatMap((one, i): AnyRecord[] => {
        if (one === undefined) return []
        return [i % 10 === 0 ? retracted(one) : corrected<RecordOf['observation']>(one, { credibility: 3 })]
      }),
    )
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  async #write(records: readonly AnyRecord[]): Promise<void> {
    await this.#store.append({ ...this.#heading, records })
  }
}

/** The ith observation of the nth leg: by turns a ship at either end, and containers counted there. */
function observed(n: number, i: number): RecordOf['observation'] {
  const { id, from, to, ship } = nthLeg(n)
  const isStart = i % 4 < 2
  // Reading a date takes longer than writing a record.
  const at = new Date(FIRST + i * HOUR).toISOString()
  const kind = KINDS[i % 2] ?? 'ship-sighting'
  return observation(kind, {
    place: isStart ? from : to,
    observed: { text: at, earliest: at, latest: at },
    ...(i % 20 === 0 ? { outcome: 'none-seen' } : { count: String(1 + (i % 300)) }),
    ...(kind === 'container-count' ? { unit: 'containers' } : { vessels: [ship] }),
    shows: [{ leg: id, stage: isStart ? 'loaded' : 'unloaded' }],
    note: `synthetic observation ${String(i)} of leg ${String(n)}`,
  })
}
