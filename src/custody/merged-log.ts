import type { EntryHead } from '../model/entry.ts'
import { Failure } from '../model/failure.ts'
import type { AnyRecord } from '../model/records.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import { SHA256_HEX } from '../model/sha256-hex.ts'
import { canonicalJson, isCanonical } from './canonical.ts'
import { leafHash, Tree } from './merkle.ts'

/*
 * The log of a case that was merged into another, as text in the archive: a line for each leaf, in the order of the log. A
 * revision that stands in the case it was merged into is a short line, from which it is found there; what does not (the record
 * of the other case itself, and every entry) is a line of its whole canonical JSON. So every leaf, and every root the other case ever
 * had, can be worked out again.
 */

/** One revision of a record, as its leaf tells it from any other. */
export interface RevisionLeaf {
  readonly type: RecordType
  readonly id: string
  readonly revision: number
  /** 32 bytes. */
  readonly leaf: Uint8Array
}

/** An entry of a merged log, with what its tree was after it. */
export interface LoggedEntry extends EntryHead {
  /** Leaf index of its own leaf. */
  readonly position: number
  readonly size: number
  /** 32 bytes. */
  readonly root: Buffer
}

/** A leaf of a merged log, in its order. */
export type LoggedLeaf =
  /** A revision that has to stand in this case. */
  | { readonly kind: 'here'; readonly revision: RevisionLeaf }
  /** One that stands only in the log. */
  | { readonly kind: 'whole'; readonly record: AnyRecord; readonly leaf: Buffer }
  | { readonly kind: 'entry'; readonly entry: LoggedEntry }

const FORM = 'trace merged log 1\n'
/** Longer lines are none of ours, in UTF-16 code units: a record of a case is a few thousand at most. */
const LONGEST = 1 << 24

/** The first line of a merged log. */
export function formLine(): string {
  return FORM
}

/** @param body the canonical JSON of a record of the case itself, or of an entry */
export function wholeLine(body: string): string {
  return `${body}\n`
}

export function leafLine({ type, id, revision, leaf }: RevisionLeaf): string {
  return `${JSON.stringify([type, id, revision, Buffer.from(leaf).toString('hex')])}\n`
}

/**
 * Reads along a merged log and works its tree out, in constant memory.
 * @param pieces its bytes
 * @throws Failure `case-damaged`, naming the line, for what is no such log; and whatever reading throws
 */
export async function* loggedLeaves(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<LoggedLeaf> {
  const tree = new Tree()
  let line = 0
  let [entries, records] = [0, 0]
  for await (const text of linesOf(pieces)) {
    line += 1
    if (line === 1) {
      if (`${text}\n` !== FORM) throw badLine(line, 'it is no log of a merged case, or one of a later form')
      continue
    }
    const next = readLine(text, line)
    if (next.kind === 'head') {
      const { head } = next
      entries += 1
      if (head.number !== entries || head.records !== records)
        throw badLine(line, 'the entry does not follow on what is before it')
      records = 0
      const position = tree.size
      tree.append(leafHash(text))
      yield { kind: 'entry', entry: { ...head, position, size: tree.size, root: tree.root } }
      continue
    }
    records += 1
    tree.append(next.kind === 'here' ? next.revision.leaf : next.leaf)
    yield next
  }
}

/** The root of a merged log as it was at a size; undefined when it never had that many leaves. */
export async function rootAt(pieces: AsyncIterable<Uint8Array>, size: number): Promise<Buffer | undefined> {
  const tree = new Tree()
  if (size === 0) return tree.root
  for await (const leaf of loggedLeaves(pieces)) {
    tree.append(leafOf(leaf))
    if (tree.size === size) return tree.root
  }
  return undefined
}

export function leafOf(leaf: LoggedLeaf): Uint8Array {
  if (leaf.kind === 'here') return leaf.revision.leaf
  return leaf.kind === 'whole' ? leaf.leaf : leafHash(canonicalJson(withoutPlace(leaf.entry)))
}

function withoutPlace({ position: _position, size: _size, root: _root, ...head }: LoggedEntry): EntryHead {
  return head
}

type ReadLine = Exclude<LoggedLeaf, { kind: 'entry' }> | { readonly kind: 'head'; readonly head: EntryHead }

function readLine(text: string, line: number): ReadLine {
  const value = parse(text, line)
  if (Array.isArray(value)) return { kind: 'here', revision: readRevision(value, line) }
  if (typeof value !== 'object' || value === null || !isCanonicalText(text, value))
    throw badLine(line, 'it is not in its canonical form')
  const { type, id } = value as Partial<AnyRecord>
  if ((value as { type?: unknown }).type === 'entry') return { kind: 'head', head: value as EntryHead }
  if (typeof id === 'string' && isType(type))
    return { kind: 'whole', record: value as AnyRecord, leaf: leafHash(text) }
  throw badLine(line, 'it is neither a revision nor an entry')
}

function isCanonicalText(text: string, value: unknown): boolean {
  try {
    return isCanonical(text, value)
  } catch {
    // What no canonical form can hold, such as half a surrogate pair.
    return false
  }
}

function readRevision(value: readonly unknown[], line: number): RevisionLeaf {
  const [type, id, revision, leaf] = value
  const isRevision =
    value.length === 4 &&
    isType(type) &&
    typeof id === 'string' &&
    typeof revision === 'number' &&
    typeof leaf === 'string' &&
    SHA256_HEX.test(leaf)
  if (!isRevision) throw badLine(line, 'it is neither a revision nor an entry')
  return { type, id, revision, leaf: Buffer.from(leaf, 'hex') }
}

function isType(type: unknown): type is RecordType {
  return (RECORD_TYPES as readonly unknown[]).includes(type)
}

function parse(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badLine(line, 'it is neither a revision nor an entry', error)
  }
}

/** Lines without their ends. A last one that has no end was cut off. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  let count = 0
  for await (const piece of pieces) {
    const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split('\n')
    rest = lines.pop() ?? ''
    count += lines.length
    yield* lines
    if (rest.length > LONGEST) throw badLine(count + 1, 'it is longer than any line of such a log')
  }
  rest += decoder.decode()
  if (rest !== '') throw badLine(count + 1, 'it is cut off')
}

function badLine(line: number, what: string, cause?: unknown): Failure {
  return new Failure('case-damaged', `Line ${String(line)} of the log cannot be read: ${what}.`, {
    hint: 'Restore it from a backup of the case.',
    cause,
  })
}
