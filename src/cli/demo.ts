import type { Command } from 'commander'
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { DATABASE, newest } from '../case/case.ts'
import { readPackage } from '../case/package-read.ts'
import type { Context } from './context.ts'
import { unpack } from './import-package.ts'
import { addOutputOptions, type OutputOptions } from './output.ts'
import { runRoute } from './route.ts'
import { notice, withCase, withReading, type GlobalOptions } from './session.ts'

const ROUTE = 'orient-express'
/** Key of the record of the worked example's case. */
const EXAMPLE = 'orient-express-2023'

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
  const there = { ...options, case: target }
  const known = await holdsExample(context, there)
  if (!known)
    await unpack(
      context,
      await readPackage(join(context.packageRoot, 'fixtures', 'orient-express')),
      target,
      options,
    )
  await withReading(context, there, async (kase, reading) => {
    const { total } = await kase.store.find(
      {},
      { sort: 'observed', reverse: false, limit: 1, offset: 0 },
      reading,
    )
    await notice(
      context,
      options,
      `The Orient Express of 2023 is in ${target}${known ? ' already' : ''}: ${String(total)} observations.`,
      '',
    )
    await runRoute(context, kase, reading, ROUTE, options)
  })
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

/** Whether the folder holds a case made from the worked example, whatever has been added to it since. */
async function holdsExample(context: Context, options: GlobalOptions & { case: string }): Promise<boolean> {
  if (!existsSync(join(options.case, DATABASE))) return false
  return withCase(context, options, async ({ store }) => {
    const cases = await store.all('case', await newest(store))
    return cases.some(({ record }) => record.id === EXAMPLE)
  })
}
