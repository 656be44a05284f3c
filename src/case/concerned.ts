import type { AnyRecord, RecordOf } from '../model/records.ts'
import { readJudged } from '../model/judged.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Store, View } from '../store/port.ts'

/*
 * Which legs may read otherwise after some records were written: so that comparing two moments costs what was written
 * between them, and not what the case holds. A leg rests on what is linked to it, on what else was seen at those places or of
 * those vessels, on the documents cited for it and all they derive from, and on what all of these are called. From every
 * record that was written the same ways are walked back, in both readings. A leg too many costs time; one too few
 * would be a change that nobody is told of.
 */

/**
 * With more records than this between two moments every leg is read instead: asking record by record takes longer then.
 * A convention of this program.
 */
const MANY = 20_000

/** @returns keys of the legs; undefined when so much was written that all of them may be */
export async function legsConcerned(
  store: Store,
  from: View,
  to: View,
): Promise<ReadonlySet<string> | undefined> {
  const written = new Map<string, Key>()
  for await (const { record } of store.written(from, to)) {
    const { type, id } = record
    written.set(`${type} ${id}`, { type, id })
    if (written.size > MANY) return undefined
  }
  return new Walk(store, [from, to]).from([...written.values()])
}

interface Key {
  readonly type: RecordType
  readonly id: string
}

class Walk {
  readonly #store: Store
  readonly #views: readonly View[]
  readonly #legs = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #ahead: Key[] = []

  constructor(store: Store, views: readonly View[]) {
    this.#store = store
    this.#views = views
  }

  async from(keys: readonly Key[]): Promise<ReadonlySet<string>> {
    for (const { type, id } of keys) this.#goOn(type, id)
    for (let key = this.#ahead.pop(); key !== undefined; key = this.#ahead.pop()) await this.#step(key)
    return this.#legs
  }

  #goOn(type: RecordType, id: string): void {
    const key = `${type} ${id}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#ahead.push({ type, id })
  }

  async #step({ type, id }: Key): Promise<void> {
    switch (type) {
      case 'leg':
        this.#legs.add(id)
        return
      case 'observation':
        for (const record of await this.#revisions(type, id)) this.#fromObservation(record)
        return
      case 'citation':
        for (const { about } of await this.#revisions(type, id)) {
          this.#goOn('observation', about)
          this.#goOn('relation', about)
        }
        return
      case 'derivation':
        for (const { source } of await this.#revisions(type, id)) this.#goOn('source', source)
        return
      case 'relation':
        for (const { subject } of await this.#revisions(type, id)) this.#goOn(subject.type, subject.id)
        return
      case 'judgement':
        for (const { about } of await this.#revisions(type, id))
          for (const judged of about.map(readJudged)) this.#goOn(judged.type, judged.id)
        return
      case 'vessel':
        // Wherever a ship was seen it may be at odds with any other sighting of it, linked to a leg or not.
        for (const record of await this.#dependents(type, id)) {
          this.#fromDependent(record, id)
          if (record.type === 'observation' && record.place !== undefined) this.#goOn('place', record.place)
        }
        return
      case 'source':
      case 'place':
      case 'organisation':
        for (const record of await this.#dependents(type, id)) this.#fromDependent(record, id)
        return
      // What nothing that is compared rests on: the name of a case or a route, that a case was merged, and what one unit is taken to make in another.
      case 'case':
      case 'merge':
      case 'route':
      case 'conversion':
        return
    }
  }

  #fromObservation(record: RecordOf['observation']): void {
    this.#linked(record)
    if (record.place !== undefined) this.#goOn('place', record.place)
    for (const vessel of record.vessels ?? []) this.#goOn('vessel', vessel)
  }

  #fromDependent(record: AnyRecord, id: string): void {
    switch (record.type) {
      case 'leg':
        this.#legs.add(record.id)
        return
      case 'observation':
        this.#linked(record)
        return
      case 'citation':
        this.#goOn('observation', record.about)
        this.#goOn('relation', record.about)
        return
      case 'derivation':
        // Those that repeat it; what it repeats itself rests on nothing of it.
        if (record.from === id) this.#goOn('source', record.source)
        return
      case 'source':
        this.#goOn('source', record.id)
        return
      case 'relation':
        if (record.object === id) this.#goOn('relation', record.id)
        return
      default:
        return
    }
  }

  /** What an observation names, and not what else was seen there. */
  #linked({ shows, along }: RecordOf['observation']): void {
    for (const { leg } of shows ?? []) this.#legs.add(leg)
    if (along !== undefined) this.#legs.add(along)
  }

  /** A record as each reading has it. */
  async #revisions<T extends RecordType>(type: T, id: string): Promise<RecordOf[T][]> {
    const stored = await Promise.all(this.#views.map((view) => this.#store.get(type, id, view)))
    return stored.flatMap((one) => (one === undefined ? [] : [one.record]))
  }

  /** Records that name this one in one of the readings. */
  async #dependents(type: RecordType, id: string): Promise<AnyRecord[]> {
    const stored = await Promise.all(this.#views.map((view) => this.#store.dependents(type, id, view)))
    return [...new Map(stored.flat().map((one) => [one.position, one.record])).values()]
  }
}
