import { HASH_BYTES } from '../custody/merkle.ts'
import { bodyAndLeaf } from '../custody/record-leaf.ts'
import type { AnyRecord } from '../model/records.ts'
import type { Prepared } from '../store/port.ts'

/**
 * Records as bytes, which go from thread to thread without being copied and are no work for the garbage collector: where each record
 * is an object only while it is made or written, an import takes half as long and a hundred megabytes less.
 */
export interface RecordBytes {
  /** Canonical JSON, a line for each record in the order in which they are to be written; it never has a line break in it. */
  readonly lines: Uint8Array<ArrayBuffer>
  /** The leaf of each, one after the other. */
  readonly leaves: Uint8Array<ArrayBuffer>
}

const FIRST_SIZE = 1 << 16
const LINE_FEED = 0x0a
/** Of a UTF-16 code unit in UTF-8, at most. */
const UNIT_BYTES = 3

/** Writes records as bytes. */
export class RecordBytesWriter {
  #lines = Buffer.from(new ArrayBuffer(FIRST_SIZE))
  #leaves = Buffer.from(new ArrayBuffer(FIRST_SIZE))
  #length = 0
  #count = 0

  add(record: AnyRecord): void {
    const { body, leaf } = bodyAndLeaf(record)
    this.#lines = roomIn(this.#lines, this.#length + body.length * UNIT_BYTES + 1)
    this.#leaves = roomIn(this.#leaves, (this.#count + 1) * HASH_BYTES)
    this.#length += this.#lines.write(body, this.#length)
    this.#lines[this.#length] = LINE_FEED
    this.#length += 1
    this.#leaves.set(leaf, this.#count * HASH_BYTES)
    this.#count += 1
  }

  /** What was written; nothing may be added to it. */
  end(): RecordBytes {
    return {
      lines: this.#lines.subarray(0, this.#length),
      leaves: this.#leaves.subarray(0, this.#count * HASH_BYTES),
    }
  }
}

function roomIn(bytes: Buffer<ArrayBuffer>, needed: number): Buffer<ArrayBuffer> {
  if (needed <= bytes.length) return bytes
  const larger = Buffer.from(new ArrayBuffer(Math.max(needed, 2 * bytes.length)))
  bytes.copy(larger)
  return larger
}

/** The records as they are appended, made one at a time. */
export function* recordsOf({ lines, leaves }: RecordBytes): Generator<Prepared> {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length)
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const end = bytes.indexOf(LINE_FEED, at)
    const body = bytes.toString('utf8', at, end)
    yield {
      record: JSON.parse(body) as AnyRecord,
      body,
      leaf: leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
    }
    at = end + 1
  }
}
