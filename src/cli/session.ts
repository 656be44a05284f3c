import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { DATABASE, findCase, readingOf, type Case, type Reading, type ReadingOptions } from '../case/case.ts'
import { join, resolve } from 'node:path'
import type { NewCase } from '../case/start.ts'
import { Failure } from '../model/failure.ts'
import { shellWord } from '../model/shell-word.ts'
import { styled, type Line, type Span } from '../render/document.ts'
import type { Context } from './context.ts'
import { painter } from './output.ts'

/** Options of the program itself, which every command sees. */
export interface GlobalOptions {
  case?: string
  analyst?: string
  message?: string
  color?: boolean
  quiet?: boolean
}

/** Opens the case the options name, runs, and closes it whatever happens. */
export async function withCase<T>(
  context: Context,
  options: GlobalOptions,
  work: (kase: Case) => Promise<T>,
): Promise<T> {
  const folder = findCase(options.case ?? context.env.TRACE_CASE, context.cwd)
  const store = await context.openStore(join(folder, DATABASE))
  try {
    return await work({
      folder,
      store,
      // Asked for when something is written: whoever only reads need not have a name.
      get analyst() {
        return analystOf(context, options)
      },
      command: commandLine(context.argv),
      ...noteOf(options),
      now: context.now,
    })
  } finally {
    await store.close()
  }
}

/** Like {@link withCase}, with what the options let a reading command see. */
export function withReading<T>(
  context: Context,
  options: GlobalOptions & ReadingOptions,
  work: (kase: Case, reading: Reading) => Promise<T>,
): Promise<T> {
  return withCase(context, options, async (kase) => work(kase, await readingOf(kase.store, options)))
}

/** What a command that makes a case needs, of its options and of the world. @param folder where, as it was typed */
export function newCaseSettings(context: Context, options: GlobalOptions, folder: string): NewCase {
  const { now, randomBytes, openStore } = context
  return {
    folder: resolve(context.cwd, folder),
    analyst: analystOf(context, options),
    command: commandLine(context.argv),
    ...noteOf(options),
    now,
    randomBytes,
    openStore,
  }
}

/** What is noted with an entry. In a table an empty cell is none, and so is an empty one that was typed. */
function noteOf({ message = '' }: GlobalOptions): { note?: string } {
  return message.trim() === '' ? {} : { note: message }
}

export function addReadingOptions(command: Command): Command {
  return command
    .optionsGroup('What is read:')
    .option('--as-of <WHEN>', 'what had been recorded by then: a date, an instant, or an entry number')
    .option('--public-by <DATE>', 'what rests on sources that were public by then')
}

/** Who records, as the options or the environment say, else the user of the machine. @throws Failure `missing-fields` */
export function analystOf(context: Context, options: GlobalOptions): string {
  const named = options.analyst ?? context.env.TRACE_ANALYST ?? ''
  return named.trim() === '' ? userName(context) : named.trim()
}

/** A user that the machine has no entry for, as in some containers, may still have a name in the environment. */
function userName({ env }: Context): string {
  try {
    return userInfo().username
  } catch (cause) {
    const name = env.USER ?? env.LOGNAME
    if (name !== undefined && name !== '') return name
    throw new Failure('missing-fields', 'It is not known who records this.', {
      hint: 'Name yourself with --analyst NAME or TRACE_ANALYST.',
      cause,
    })
  }
}

/** The command as it could be typed again. */
function commandLine(argv: readonly string[]): string {
  return ['trace', ...argv].map(shellWord).join(' ')
}

/** Says something beside the data, on standard error. `--quiet` silences it. */
export async function notice(
  context: Context,
  options: GlobalOptions,
  ...lines: readonly (Line | Span)[]
): Promise<void> {
  if (options.quiet === true) return
  const paint = await painter(context.stderr)
  for (const line of lines)
    context.stderr.write(`${(Array.isArray(line) ? (line as Line) : [line as Span]).map(paint).join('')}\n`)
}

/** A notice of something that was accepted, but should be looked at. */
export function warning(context: Context, options: GlobalOptions, text: string): Promise<void> {
  return notice(context, options, [styled('warn', 'warning: '), text])
}
