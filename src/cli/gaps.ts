import type { Command } from 'commander'
import type { Case, Reading, ReadingOptions } from '../case/case.ts'
import { gapsIn } from '../case/gaps.ts'
import { resolve } from '../case/resolve.ts'
import { windowOf, type Window } from '../evidence/window.ts'
import { renderGaps } from '../render/gaps.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Days on which nobody looked, for a place or for the ends of the legs of a route, and where one more image would change the chain most.',
    )
    .argument('<ROUTE|LEG|PLACE>', 'key or name')
  addReadingOptions(command)
  command.option('--window <DATE>', 'which days; from the first to the last look at each place when left out')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Days are calendar days in UTC. A day counts as looked at when an observation of that day says what was seen, or that
nothing was; as no sight when it says that nothing could be seen. An observation dated to more than one day was made on
one of them: on each somebody looked perhaps. Statements, and what was usual over years, are no looks.

Examples:
  $ trace gaps orient-express
  $ trace gaps rajin-dunai --window 2023-08/2023-10
  $ trace gaps tumangang --csv`,
  )
  command.action(async (name: string, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<GapsOptions>()
    await withReading(context, options, (kase, reading) => runGaps(context, kase, reading, name, options))
  })
}

type GapsOptions = GlobalOptions & ReadingOptions & OutputOptions & { window?: string }

export async function runGaps(
  context: Context,
  { store }: Case,
  reading: Reading,
  name: string,
  options: GapsOptions,
): Promise<void> {
  const window = options.window === undefined ? undefined : await windowFrom(options.window)
  const { record } = await resolve(store, name, ['route', 'leg', 'place'], reading)
  const found = await gapsIn(store, record, reading, window)
  await print(renderGaps(found), options, context.stdout)
  if (record.type === 'route' && found.legs.length === 0)
    await notice(context, options, 'This route has no legs.')
  await noticeLeftOut(context, options, found.leftOut)
}

/** The reader of dates is loaded only when a date was typed. @throws Failure `bad-date` and its kin */
async function windowFrom(text: string): Promise<Window | undefined> {
  return windowOf((await import('../model/when.ts')).parseWhen(text))
}
