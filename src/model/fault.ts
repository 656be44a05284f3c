/** Something of a case that is not as it was recorded. */
export interface Fault {
  readonly kind: 'record' | 'entry' | 'file' | 'quotation' | 'search' | 'case' | 'checkpoint'
  /** What it is, as a person can look it up: `observation 6g2k…`, `entry 12`, `file 9f86…`. */
  readonly name: string
  /** Number of the entry it belongs to. */
  readonly entry?: number
  /** Leaf index in the log. */
  readonly position?: number
  /** What differs, a sentence each without its full stop. */
  readonly what: readonly string[]
}
