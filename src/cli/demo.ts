import type { Command } from 'commander'
import { join, relative, resolve } from 'node:path'
import { readingOf, type Case } from '../case/case.ts'
import { DATABASE } from '../case/case.ts'
import { readPackage } from '../case/package-read.ts'
import type { Context } from './context.ts'
import { unpack } from './import.ts'
import { addOutputOptions, type OutputOptions } from './output.ts'
import { runRoute } from './route.ts'
import { analystOf, commandLine, notice, type GlobalOptions } from './session.ts'

const ROUTE = 'orient-express'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Make a case with the worked example in it, the Orient Express of 2023 (two ships between Rajin and Dunai, rail to the Tikhoretsk depot, railcars at Tumangang), and print its traced route.',
    )
    .argument('[FOLDER]', 'folder for the case', ROUTE)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  $ trace demo
  $ trace demo /tmp/try-it
  $ trace demo --json > route.json`,
  )
  command.action(async (folder: string, _options: unknown, self: Command) => {
    await runDemo(context, folder, self.optsWithGlobals())
  })
}

export async function runDemo(
  context: Context,
  folder: string,
  options: GlobalOptions & OutputOptions,
): Promise<void> {
  const target = resolve(context.cwd, folder)
  const source = await readPackage(join(context.packageRoot, 'fixtures', 'orient-express'))
  const { observations } = await unpack(context, source, target, options)
  await notice(
    context,
    options,
    `The Orient Express of 2023 is in ${target}: ${String(observations)} observations.`,
    '',
  )
  const store = await context.openStore(join(target, DATABASE))
  try {
    const kase: Case = {
      folder: target,
      store,
      analyst: analystOf(context, options),
      command: commandLine(context.argv),
      now: context.now,
    }
    await runRoute(context, kase, await readingOf(store), ROUTE, options)
  } finally {
    await store.close()
  }
  await notice(
    context,
    options,
    '',
    'Try next:',
    `  cd ${relative(context.cwd, target) || '.'}`,
    `  trace route rajin-dunai              one leg, with every source and where it has it from`,
    `  trace route ${ROUTE} --public-by 2023-10-10`,
    '  trace list --kind railcar-count',
    `  trace export ${ROUTE} -f csv -o chain.csv`,
  )
}
