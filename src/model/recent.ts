/** Remembers what was seen lately, in constant memory: at least the last so many keys, at most twice as many. */
export class Recent<T> {
  readonly #most: number
  #new = new Map<string, T>()
  #old = new Map<string, T>()
  #forgot = false

  /** @param most how many are remembered at least */
  constructor(most: number) {
    this.#most = most
  }

  set(key: string, value: T): void {
    if (this.#new.size >= this.#most) {
      this.#forgot ||= this.#old.size > 0
      this.#old = this.#new
      this.#new = new Map()
    }
    this.#new.set(key, value)
  }

  get(key: string): T | undefined {
    return this.#new.get(key) ?? this.#old.get(key)
  }

  /** Whether everything that was ever seen is still remembered. */
  get isComplete(): boolean {
    return !this.#forgot
  }
}
