import { join } from 'node:path'
import type { Argument, Command, Option } from 'commander'
import { DATABASE, findCase, newest } from '../case/case.ts'
import { suggest, type Suggestion } from '../case/completion.ts'
import { oneLine } from '../io/untrusted.ts'
import { OBSERVATION_KINDS, OUTCOMES, RECORD_TYPES, STAGES, type RecordType } from '../model/vocabulary.ts'
import type { Store } from '../store/port.ts'
import { choicesOf } from './choices.ts'
import { COMMANDS } from './commands.ts'
import type { Context } from './context.ts'

/** What stands for a value in the help says what may stand there: the name of a record of the case … */
const NAMED: Readonly<Record<string, readonly RecordType[]>> = {
  PLACE: ['place'],
  FROM: ['place'],
  TO: ['place'],
  SOURCE: ['source'],
  VESSEL: ['vessel'],
  LEG: ['leg'],
  ROUTE: ['route'],
  ORGANISATION: ['organisation'],
  RELATION: ['relation'],
  OBSERVATION: ['observation'],
  ID: RECORD_TYPES,
}
/** … or a word of the field. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  KIND: OBSERVATION_KINDS,
  OUTCOME: OUTCOMES,
  STAGE: STAGES,
  TYPE: RECORD_TYPES,
}

export function build(command: Command, context: Context): void {
  command
    .description(
      'Print what may stand at the end of a command line, one a line, with a tab before what it is.',
    )
    .argument('[WORDS...]', 'the words after trace, the last being the one to complete')
    .addHelpText('after', '\nExamples:\n  $ trace __complete -- route or')
    .action(async (words: string[]) => {
      await runComplete(context, command.parent ?? command, words)
    })
}

/**
 * Prints the suggestions for the last word. A line that makes no sense, and a case that is not there or cannot be read,
 * have none: whoever presses the tab key wants no error in the middle of the line.
 */
export async function runComplete(
  context: Context,
  program: Command,
  words: readonly string[],
): Promise<void> {
  let suggestions: readonly Suggestion[] = []
  try {
    suggestions = await complete(context, program, words)
  } catch {
    return
  }
  context.stdout.write(
    suggestions.map(({ value, description }) => `${oneLine(value)}\t${oneLine(description)}\n`).join(''),
  )
}

/** Where a command line stands after its complete words. */
interface Position {
  command: Command
  /** The option whose value comes next. */
  pending: Option | undefined
  /** How many arguments the command has had. */
  arguments: number
  /** A `--` was there: nothing more is an option. */
  onlyArguments: boolean
  folder: string | undefined
}

async function complete(
  context: Context,
  program: Command,
  words: readonly string[],
): Promise<readonly Suggestion[]> {
  const typed = words.at(-1) ?? ''
  const at = await walk(context, program, words.slice(0, -1))
  const forValue = (taker: Option | Argument, word: string) => valuesOf(context, at.folder, taker, word)
  if (at.pending !== undefined && (at.pending.required || !typed.startsWith('-')))
    return forValue(at.pending, typed)
  const assigned = /^(--[^=]+)=(.*)$/s.exec(typed)
  if (assigned !== null) {
    const [, flag = '', word = ''] = assigned
    const option = optionNamed(at.command, flag)
    if (option === undefined) return []
    return (await forValue(option, word)).map(({ value, description }) => ({
      value: `${flag}=${value}`,
      description,
    }))
  }
  if (typed.startsWith('-') && !at.onlyArguments) return starting(typed, optionsOf(at.command))
  const argument = argumentAt(at.command, at.arguments)
  return [
    ...starting(
      typed,
      at.command.commands.flatMap((one) =>
        isHidden(one) ? [] : [{ value: one.name(), description: one.summary() || one.description() }],
      ),
    ),
    ...(argument === undefined ? [] : await forValue(argument, typed)),
  ]
}

async function walk(context: Context, program: Command, words: readonly string[]): Promise<Position> {
  const at: Position = {
    command: program,
    pending: undefined,
    arguments: 0,
    onlyArguments: false,
    folder: undefined,
  }
  for (const word of words) {
    if (at.pending !== undefined && (at.pending.required || !word.startsWith('-'))) {
      if (at.pending.long === '--case') at.folder = word
      at.pending = undefined
    } else if (word === '--') {
      at.onlyArguments = true
    } else if (word.startsWith('-') && !at.onlyArguments) {
      const [flag = '', value] = word.split(/=(.*)/s)
      const option = optionNamed(at.command, flag)
      if (value !== undefined && option?.long === '--case') at.folder = value
      at.pending =
        value === undefined && (option?.required === true || option?.optional === true) ? option : undefined
    } else {
      const inner = at.command.commands.find((one) => one.name() === word)
      if (inner === undefined) at.arguments += 1
      else at.command = await loaded(context, inner)
    }
  }
  return at
}

/** A command with its options declared, which otherwise happens when it is run. */
async function loaded(context: Context, command: Command): Promise<Command> {
  const entry = !command.parent?.parent ? COMMANDS.find(({ name }) => name === command.name()) : undefined
  if (entry !== undefined) (await entry.load()).build(command, context)
  return command
}

/** The options a command takes, those of the program too. */
function allOptions(command: Command): Option[] {
  const help = command.createHelp()
  return [
    ...help.visibleOptions(command),
    ...ancestors(command).flatMap((one) => [...one.options]),
    ...command.options,
  ]
}

function ancestors(command: Command): Command[] {
  return command.parent === null ? [] : [command.parent, ...ancestors(command.parent)]
}

function optionNamed(command: Command, flag: string): Option | undefined {
  return allOptions(command).find(({ long, short }) => long === flag || short === flag)
}

function optionsOf(command: Command): Suggestion[] {
  const shown = allOptions(command).filter(({ hidden }) => !hidden)
  const byFlag = new Map(
    shown.map(({ long, short, description }) => [
      long ?? short ?? '',
      { value: long ?? short ?? '', description },
    ]),
  )
  return [...byFlag.values()]
}

function isHidden(command: Command): boolean {
  return command.name().startsWith('_')
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const taken = command.registeredArguments
  const last = taken.at(-1)
  return taken[index] ?? (last?.variadic === true ? last : undefined)
}

/** What may stand for `taker`: its own words, what its name in the help stands for, and records of the case. */
async function valuesOf(
  context: Context,
  folder: string | undefined,
  taker: Option | Argument,
  typed: string,
): Promise<Suggestion[]> {
  const name = 'flags' in taker ? (/[<[](.+)[>\]]$/.exec(taker.flags)?.[1] ?? '') : taker.name()
  const parts = name.replace('[:STAGE]', '').split('|')
  const own = choicesOf(taker)
  const words =
    own.length > 0
      ? own
      : parts.flatMap((part) => WORDS[part] ?? (/^[a-z]/.test(part) || /^[A-F]$/.test(part) ? [part] : []))
  const fixed = starting(
    typed,
    words.map((value) => ({ value, description: '' })),
  )
  if (name === 'CONFLICT') return openConflicts(context, folder, typed)
  const types = parts.flatMap((part) => NAMED[part] ?? [])
  if (types.length === 0) return fixed
  const [leg, stage] = typed.split(':')
  if (name.includes('[:STAGE]') && stage !== undefined) {
    return starting(
      typed,
      STAGES.map((one) => ({ value: `${leg ?? ''}:${one}`, description: 'stage' })),
    )
  }
  return [...fixed, ...(await fromCase(context, folder, types, typed))]
}

function fromCase(
  context: Context,
  folder: string | undefined,
  types: readonly RecordType[],
  typed: string,
): Promise<Suggestion[]> {
  return withStore(context, folder, async (store) => suggest(store, types, typed, await newest(store)))
}

async function withStore(
  context: Context,
  folder: string | undefined,
  work: (store: Store) => Promise<Suggestion[]>,
): Promise<Suggestion[]> {
  const store = await context.openStore(
    join(findCase(folder ?? context.env.TRACE_CASE, context.cwd), DATABASE),
  )
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** The conflicts that can be settled; they are no records, and have to be looked for. */
async function openConflicts(
  context: Context,
  folder: string | undefined,
  typed: string,
): Promise<Suggestion[]> {
  return withStore(context, folder, async (store) => {
    const { openConflictsOf } = await import('../case/conflicts.ts')
    return starting(typed, await openConflictsOf(store))
  })
}

function starting(typed: string, suggestions: readonly Suggestion[]): Suggestion[] {
  return suggestions.filter(({ value }) => value.startsWith(typed))
}
