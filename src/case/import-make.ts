import { Failure } from '../model/failure.ts'
import { slugify } from '../model/identifiers.ts'
import { foldName, namesOf, titleOf } from '../model/names.ts'
import type { AnyRecord, SourceRecord } from '../model/records.ts'
import type { RecordType } from '../model/vocabulary.ts'
import type { Creatable } from '../exchange/mapping.ts'
import { complete } from './complete.ts'
import { positionOf, type Known } from './import-directory.ts'
import { goneFailure, type Names } from './import-names.ts'
import type { Made } from './import-plan.ts'
import { isAddress } from './import-sources.ts'
import { noKey, numberedKey, sourceKey } from './new-key.ts'

type Fields = Readonly<Record<string, unknown>>

const CREATED_BY: Partial<Record<RecordType, Creatable>> = {
  place: 'places',
  vessel: 'vessels',
  source: 'sources',
  organisation: 'organisations',
  leg: 'legs',
}
/** A key as people write one, rather than a name. */
const KEY = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** Finds what rows name, and makes it where that was asked for. What a row made stays only when the row is taken. */
export class Maker {
  readonly names: Names
  readonly made: Made[] = []
  readonly #create: ReadonlySet<Creatable>
  readonly #restore: boolean
  readonly #own: RecordType
  #line = 0
  #records: AnyRecord[] = []
  #added: Known[] = []
  #changes: (() => void)[] = []

  /** @param own type of the rows themselves, which are not made beside them */
  constructor(names: Names, create: readonly Creatable[], restore: boolean, own: RecordType) {
    this.#own = own
    this.names = names
    this.#create = new Set(create)
    this.#restore = restore
  }

  /** Begins a row. */
  begin(line: number): void {
    this.#line = line
    this.#records = []
    this.#added = []
    this.#changes = []
  }

  /** Notes how what a row changed is put back should the row not be taken. */
  ifDropped(putBack: () => void): void {
    this.#changes.push(putBack)
  }

  /** What the row made, which comes before its own records. */
  taken(): readonly AnyRecord[] {
    for (const { type, id, title } of this.#added)
      if (type !== this.#own) this.made.push({ type, id, title, line: this.#line })
    return this.#records
  }

  /** Forgets what the row made, and puts back what it changed. */
  drop(): void {
    for (const putBack of this.#changes.toReversed()) putBack()
    for (const one of this.#added) this.names.remove(one)
  }

  /** Whether the user asked to have what is named and new made, of this type. */
  mayMake(type: RecordType): boolean {
    const word = CREATED_BY[type]
    return type === 'route' || (word !== undefined && this.#create.has(word))
  }

  /**
   * The key of what a word means.
   * @param fields of what is made when the case has none of it
   * @throws Failure `unknown-name`, `ambiguous`, `retracted`, and those of what is made
   */
  keyOf(type: RecordType, word: string, fields: Fields = {}): string {
    return this.found(type, word, fields).id
  }

  /** What a word means, as {@link keyOf} finds it, with what is known of it. */
  found(type: RecordType, word: string, fields: Fields = {}): Known {
    const known = this.names.meant(word, [type]) ?? this.#sameSource(type, word, fields)
    if (known !== undefined) {
      this.#checkOther(
        known,
        word,
        type === 'place' ? fields.name : type === 'source' ? fields.url : undefined,
      )
      return known
    }
    if (!this.mayMake(type)) throw this.unknown(word, [type])
    return type === 'source' ? this.#makeSource(word, fields) : this.#makeNamed(type, word, fields)
  }

  /** Refuses a second word of the row for the same thing that means another one. */
  #checkOther(known: Known, word: string, second: unknown): void {
    if (typeof second !== 'string' || second === word) return
    const others = this.names.find(second, [known.type])
    const [other] = others
    if (other === undefined || others.includes(known)) return
    throw new Failure(
      'ambiguous',
      `"${word}" is the ${known.type} ${known.id}, and "${second}" the ${other.type} ${other.id}.`,
      { hint: 'Mend the one that is wrong.' },
    )
  }

  /** A source that the row calls otherwise, but gives the address or the title of. */
  #sameSource(type: RecordType, word: string, { url, title }: Fields): Known | undefined {
    if (type !== 'source') return undefined
    if (typeof url === 'string') return this.names.meant(url, [type])
    return typeof title === 'string' && !isAddress(word) ? this.names.meant(title, [type]) : undefined
  }

  unknown(word: string, types: readonly RecordType[]): Failure {
    const made = types.flatMap((type) => CREATED_BY[type] ?? [])
    const hint =
      made.length === 0
        ? undefined
        : `Write it as the case has it, or have it made with --create ${made.join(' or --create ')}.`
    return this.names.unknown(word, types, hint)
  }

  /** Makes a record under its key. @throws Failure `already-exists`, `retracted`, and those of the values */
  make(record: AnyRecord): Known {
    const { type, id } = record
    const other = this.names.withKey(type, id)
    if (other !== undefined) {
      throw new Failure(
        'already-exists',
        `The key ${id} that "${titleOf(record)}" would have is that of the ${type} ${other.title}.`,
        {
          hint: `If it is the same, write ${id}. If it is another one, add it with a key of its own: trace ${type} add … --id KEY`,
        },
      )
    }
    const known: Known = {
      type,
      id,
      names: namesOf(record),
      title: titleOf(record),
      record,
      ...positionOf(record),
    }
    this.#records.push(this.revived(record))
    this.#added.push(known)
    this.names.add(known)
    return known
  }

  /**
   * A record as it is written: under a key that was taken back, the revision that brings it back.
   * @throws Failure `retracted` when that was not asked for
   */
  revived<T extends AnyRecord>(record: T): T {
    const gone = this.names.gone(record.type, record.id)
    if (gone === undefined) return record
    if (!this.#restore) throw goneFailure(gone)
    return { ...record, revision: gone.revision + 1, reason: 'imported again' }
  }

  /** One that has a name beside the word it is called by in the row is found by either from then on. */
  #makeNamed(type: RecordType, word: string, fields: Fields): Known {
    const name = typeof fields.name === 'string' ? fields.name : word
    const isKey = name !== word && KEY.test(word)
    const id = isKey ? word : slugify(name)
    if (id === undefined) throw noKeyFor(type, name)
    const aliases = isKey || foldName(name) === foldName(word) || type === 'vessel' ? {} : { aliases: [word] }
    return this.make(complete({ ...fields, ...aliases, type, id, name }))
  }

  #makeSource(word: string, fields: Fields): Known {
    const isUrl = isAddress(word)
    const title = typeof fields.title === 'string' ? fields.title : word
    if (fields.kind === undefined) {
      throw new Failure('missing-fields', 'A source that is to be made needs a source_kind.', {
        where: 'source_kind',
        hint: 'For all of them: --set source_kind=article (or report, statement, image, dataset, note).',
      })
    }
    const draft: Fields & { title: string } = {
      lineage: 'unknown',
      ...(isUrl ? { url: word } : {}),
      ...fields,
      title,
    }
    const isKey = KEY.test(word) && title !== word
    return this.make(this.sourceOf(draft, isKey ? word : undefined))
  }

  /** A source under the key given, or the first made from its fields that is free. */
  sourceOf(fields: Fields & { title: string }, key?: string): SourceRecord {
    const draft = (id: string): SourceRecord => complete({ ...fields, type: 'source', id })
    if (key !== undefined) return draft(key)
    const wanted = keyOfSource(draft('source'))
    for (let n = 1; ; n += 1) {
      const id = numberedKey(wanted, n)
      const isFree = this.names.withKey('source', id) === undefined
      if (isFree && (this.#restore || this.names.gone('source', id) === undefined)) return draft(id)
    }
  }
}

function keyOfSource(source: SourceRecord): string {
  try {
    const title = isAddress(source.title)
      ? source.title.replace(/^(?:https?:\/\/)?(?:www\.)?/i, '')
      : source.title
    return sourceKey({ ...source, title })
  } catch (error) {
    throw error instanceof Failure && error.code === 'bad-slug' ? noKeyFor('source', source.title) : error
  }
}

function noKeyFor(type: RecordType, name: string): Failure {
  return noKey(name, `Add it first, with a key of its own: trace ${type} add … --id KEY`)
}
