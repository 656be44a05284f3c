import type { Readable, Writable } from 'node:stream'

/** Where text goes: a terminal, a file, a pipe, or a test's buffer. */
export interface Output {
  write(text: string): void
  readonly isTTY: boolean
  /** Width in columns; 80 when unknown. */
  readonly columns: number
  /** Whether colour may be used: a terminal, and nobody asked for none. */
  readonly colour: boolean
  /** For a library that writes by itself, such as the one that asks questions. */
  readonly stream: Writable
}

export interface Input {
  readonly isTTY: boolean
  readonly stream: Readable
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @param env `TRACE_FORCE_TTY` treats the output as a terminal (of that many columns, when it is a number above 1);
 *   `NO_COLOR` (no-color.org) and `TERM=dumb` forbid colour; `FORCE_COLOR` asks for it in a pipe.
 * @param noColor `--no-color` was given
 */
export function outputOf(stream: Writable & { isTTY?: boolean; columns?: number }, env: Environment, noColor: boolean): Output {
  const forced = env.TRACE_FORCE_TTY
  const isTTY = forced !== undefined && forced !== '' ? true : stream.isTTY === true
  const asked = Number(forced)
  const forbidden = noColor || (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb'
  const wanted = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0'
  return {
    write: (text) => {
      stream.write(text)
    },
    stream,
    isTTY,
    columns: Number.isInteger(asked) && asked > 1 ? asked : (stream.columns ?? 80),
    colour: !forbidden && (wanted || stream.isTTY === true),
  }
}
