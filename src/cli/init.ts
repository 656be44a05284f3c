import { relative } from 'node:path'
import type { Command } from 'commander'
import { startCase } from '../case/start.ts'
import { renderWritten } from '../render/reference-data.ts'
import { shellWord } from '../model/shell-word.ts'
import type { Context } from './context.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { newCaseSettings, notice, type GlobalOptions } from './session.ts'

type InitOptions = GlobalOptions & OutputOptions & { title?: string }

export function build(command: Command, context: Context): void {
  command
    .description(
      'Start a case: a folder with an empty case.db and a folder files for the documents, which only you can read. A folder ' +
        'that is there already is used, whatever else is in it; one that holds a case is left alone.',
    )
    .argument('[folder]', 'where; this folder when left out')
    .option('--title <TEXT>', 'what is investigated (the name of the folder when left out)')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  $ trace init my-case && cd my-case
  $ trace init --title "Rail traffic at Tumangang, 2023"
  $ trace init ~/cases/2023-11 --analyst "J. Kim" --json`,
  )
  command.action(async (folder: string | undefined, _options: unknown, self: Command) => {
    await runInit(context, folder ?? '.', self.optsWithGlobals())
  })
}

export async function runInit(context: Context, folder: string, options: InitOptions): Promise<void> {
  const started = await startCase(newCaseSettings(context, options, folder), options.title)
  const { record, receipt } = started
  await print(
    renderWritten(record, receipt.entry?.number, { title: record.title, folder: started.folder }),
    options,
    context.stdout,
  )
  const way = relative(context.cwd, started.folder)
  const there = way === '' ? '' : `cd ${shellWord(way.startsWith('..') ? started.folder : way)} && `
  await notice(context, options, `Started the case "${record.title}" in ${started.folder}.`)
  await notice(
    context,
    options,
    `Next: ${there}trace place add NAME, then a source and an observation; trace --help shows the whole way.`,
  )
}
