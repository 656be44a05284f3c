import { Command, type CommanderError } from 'commander'
import { Failure } from '../model/failure.ts'
import { COMMANDS, type CommandEntry } from './commands.ts'
import type { Context } from './context.ts'

const START = `
Start here:
  $ trace demo                           a case with the Orient Express of 2023 in it
  $ cd orient-express && trace route orient-express

An observation of your own, from recording it to the report:
  $ trace init my-case && cd my-case
  $ trace organisation add CSIS && trace place add Rajin && trace place add Dunai
  $ trace leg add "My route" rajin dunai --mode sea
  $ trace source add --kind report --title "…" --originator csis --published 2023-10-06 --lineage original
  $ trace record ship-sighting --at rajin --on 2023-10-05 --count "~2" --source csis-2023-10-06 --leg rajin-dunai:loaded
  $ trace route my-route                 see it in the chain
  $ trace correct ID --count 2 --because "counted again"
  $ trace export my-route -f csv -o chain.csv

trace COMMAND --help has examples for each. No command makes a network connection.
Exit codes: 0 done; 1 the answer is no; 2 wrong command or input; 3 the case cannot be used; 70 a bug.`

/** The whole command line. Each run, and each test, builds a fresh one. */
export function buildProgram(context: Context): Command {
  const program = new Command('trace')
  settle(program, context)
  program
    .description('Record what open sources show, tie it to its documents, and trace the evidence of a route.')
    .usage('COMMAND [options]')
    // Before the command these options are the program's, after it the command's own: nothing that follows another
    // option is taken for one of them.
    .enablePositionalOptions()
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', START)
  addGlobalOptions(program)
  for (const { name, summary, group, hidden } of declared(context.argv)) {
    program.commandsGroup(`${group}:`)
    program.command(name, { hidden: hidden === true }).summary(summary)
  }
  program.commandsGroup('More:')
  // What a command can do is declared when it is used, so that starting up does not load every command.
  program.hook('preSubcommand', async (_, command) => {
    const entry = COMMANDS.find(({ name }) => name === command.name())
    if (entry === undefined) return
    const module = await entry.load()
    command.description(sentence(entry.summary))
    settle(command, context)
    module.build(command, context)
    for (const child of command.commands) settle(child, context)
    for (const leaf of command.commands.length === 0 ? [command] : command.commands) addGlobalOptions(leaf)
  })
  return program
}

/** What every command understands, before its name and after it. */
function addGlobalOptions(command: Command): void {
  command
    .optionsGroup('Options of every command:')
    .option(
      '-C, --case <FOLDER>',
      'the case to work on (else TRACE_CASE, else the nearest folder above that holds one)',
    )
    .option('--analyst <NAME>', 'who records (else TRACE_ANALYST, else your user name)')
    .option('-m, --message <TEXT>', 'note kept with the entry, beside the command')
    .option('--no-color', 'no colour (so does NO_COLOR)')
    .option('-q, --quiet', 'no notices on standard error, only errors')
}

/** Only the help, a mistyped name and completion need all commands; declaring them takes longer than finding one. */
function declared([first]: readonly string[]): readonly CommandEntry[] {
  const wanted = COMMANDS.find(({ name, hidden }) => name === first && hidden !== true)
  return wanted === undefined ? COMMANDS : [wanted]
}

/** A run that commander ends: help was printed, or the words do not fit the command. */
class Stopped extends Error {
  readonly error: CommanderError
  /** Its full name, without `trace`. */
  readonly command: string

  constructor(error: CommanderError, command: string) {
    super(error.message, { cause: error })
    this.error = error
    this.command = command
  }
}

function nameOf(command: Command): string {
  return command.parent === null ? '' : `${nameOf(command.parent)} ${command.name()}`.trim()
}

/** Streams, errors and help as this program has them. */
function settle(command: Command, context: Context): void {
  command
    .exitOverride((error) => {
      throw new Stopped(error, nameOf(command))
    })
    .configureOutput({
      writeOut: (text) => {
        context.stdout.write(text)
      },
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(context.stdout.columns, 120),
      getOutHasColors: () => false,
    })
    .showSuggestionAfterError(true)
    .configureHelp({ sortOptions: false })
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

/** Runs the words after `trace`. @throws Failure `usage` for what the command line's grammar does not allow. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  if (argv.length === 0) {
    program.outputHelp()
    return
  }
  try {
    await program.parseAsync(helpFor(argv), { from: 'user' })
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    if (error.error.exitCode === 0) return
    throw asUsage(error, argv)
  }
}

/** `help COMMAND …` is `COMMAND … --help`, so that the command is loaded before its help is printed. */
function helpFor(argv: readonly string[]): string[] {
  if (argv[0] !== 'help') return [...argv]
  return [...argv.slice(1), '--help']
}

function asUsage({ error, command }: Stopped, argv: readonly string[]): Failure {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}`
  const did = suggestion?.match(/\(Did you mean (.*)\?\)/)?.[1]
  return new Failure('usage', message.endsWith('.') ? message : `${message}.`, {
    hint:
      betterHint(error, first, command, argv) ??
      (did === undefined
        ? command === ''
          ? 'See what there is with: trace --help, or trace COMMAND --help'
          : `See: trace ${command} --help`
        : `Did you mean ${did}?`),
    cause: error,
  })
}

/** Options of single commands that are easily written before the command. */
const AFTER_THE_COMMAND = new Set([
  '--json',
  '--ndjson',
  '--csv',
  '--plain',
  '--table',
  '--no-header',
  '--as-of',
  '--public-by',
])
const VERBS = new Set(['add', 'derive', 'list', 'show'])

/** What to do about a mistake that is known by its circumstances. */
function betterHint(
  { code }: CommanderError,
  message: string,
  command: string,
  argv: readonly string[],
): string | undefined {
  const [, flag = '', value = ''] = /option '(?:-\w, )?(--[\w-]+)(?: [<[](.*)[>\]])?'/.exec(message) ?? []
  switch (code) {
    case 'commander.optionMissingArgument':
      return value === 'QUANTITY'
        ? `Quote it, because the shell takes > < ~ for itself: ${flag} ">1000"`
        : undefined
    case 'commander.missingMandatoryOptionValue':
      return flag === '--because'
        ? `Say why, for instance --because "the report says around 73". More with: trace ${command} --help`
        : undefined
    case 'commander.unknownOption':
      return command === '' && AFTER_THE_COMMAND.has(flag)
        ? `It goes after the command: trace COMMAND ${flag}`
        : undefined
    case 'commander.unknownCommand':
    case 'commander.excessArguments': {
      // "add place" for "place add"
      const [verb = '', noun = ''] = argv
      const entry = COMMANDS.find(({ name, group }) => name === noun && group === 'Reference data')
      return VERBS.has(verb) && entry !== undefined ? `Did you mean trace ${noun} ${verb}?` : undefined
    }
    default:
      return undefined
  }
}
