import { fstatSync, writeSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { isatty } from 'node:tty'
import { Failure } from '../model/failure.ts'
import { errnoOf } from './file-failures.ts'

/** Where text goes: a terminal, a file, a pipe, or a test's buffer. */
export interface Output {
  /** @param text or the bytes of a document, as they are */
  write(text: string | Buffer): void
  readonly isTTY: boolean
  /** Width in columns; 80 when unknown. */
  readonly columns: number
  /** Whether colour may be used: a terminal, and nobody asked for none. */
  readonly colour: boolean
  /** Whether it can show more than ASCII; where not, trees and time lines are drawn with `|`, `-` and their kin. */
  readonly unicode: boolean
  /** For a library that writes by itself, such as the one that asks questions. */
  readonly stream: Writable
}

export interface Input {
  readonly isTTY: boolean
  readonly stream: Readable
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What stands behind a file descriptor. Files and pipes are written to directly, which Node does for them too, but
 * only after loading its networking; a terminal is left to Node.
 *
 * @param fd 1 or 2
 * @param open Node's stream for it, made when it is needed
 * @param env `TRACE_FORCE_TTY` treats the output as a terminal (of that many columns, when it is a number above 1);
 *   `NO_COLOR` (no-color.org) and `TERM=dumb` forbid colour; `FORCE_COLOR` asks for it in a pipe.
 *   `TERM=linux` (the console of the kernel, with 256 characters at most) and a locale that is not UTF-8 mean ASCII.
 * @param noColor `--no-color` was given
 */
export function outputOf(
  fd: number,
  open: () => Writable & { columns?: number },
  env: Environment,
  noColor: boolean,
): Output {
  const forced = env.TRACE_FORCE_TTY !== undefined && env.TRACE_FORCE_TTY !== ''
  const terminal = isTerminal(fd)
  const asked = Number(env.TRACE_FORCE_TTY)
  const forbidden = noColor || (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb'
  const wanted = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0'
  return {
    write: (text) => {
      try {
        if (terminal) open().write(text)
        else writeAll(fd, text)
      } catch (error) {
        // What is said beside the data may go unheard; the work and its exit code stand.
        if (fd !== STDERR) throw error
      }
    },
    get stream() {
      return open()
    },
    isTTY: forced || terminal,
    get columns() {
      if (Number.isInteger(asked) && asked > 1) return asked
      // A terminal that does not know its width says 0.
      const known = terminal ? (open().columns ?? 0) : 0
      return known > 0 ? known : 80
    },
    colour: !forbidden && (wanted || terminal),
    unicode: showsUnicode(env),
  }
}

/**
 * The locale is that of POSIX (IEEE 1003.1, section 8.2): the first of these that is set and not empty decides. Where none
 * is set, nobody has said anything of the terminal, as on most systems today that can show it: it is taken to be UTF-8.
 */
export function showsUnicode({ TERM, LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  if (TERM === 'linux') return false
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '')
  return locale === undefined || /utf-?8/i.test(locale)
}

function isTerminal(fd: number): boolean {
  const stat = fstatSync(fd)
  return !stat.isFile() && !stat.isFIFO() && isatty(fd)
}

const STDERR = 2
const PAUSE_MS = 2

/** Writes all of it before it returns; a reader that is slower is waited for. @throws Failure `disk-full` */
function writeAll(fd: number, text: string | Buffer): void {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (error) {
      // A pipe that somebody else made non-blocking is full.
      if (errnoOf(error) !== 'EAGAIN') throw printFailure(error)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    }
  }
}

/** What the system says against printing, as something a person can act on; anything else is passed through. */
export function printFailure(error: unknown): unknown {
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('disk-full', 'The disk is full; what was printed is not complete.', {
        hint: 'Make room, and repeat the command.',
        cause: error,
      })
    case 'EBADF':
    case 'EIO':
      return new Failure('cannot-write', 'What should be printed cannot be: the output is closed.', {
        hint: 'See what was recorded with: trace log',
        cause: error,
      })
    default:
      return error
  }
}
