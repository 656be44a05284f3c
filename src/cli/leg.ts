import type { Command } from 'commander'
import { addLeg } from '../case/reference-data.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, requireFields } from './flags.ts'
import { addOutputOptions } from './output.ts'
import {
  addKeyOption,
  addListCommand,
  addShowCommand,
  describeNoun,
  exampleText,
  printAdded,
  type Noun,
  type WriteOptions,
} from './reference.ts'
import { notice, withCase } from './session.ts'

const NOUN: Noun = {
  type: 'leg',
  plural: 'legs',
  description:
    'Legs of a route. A leg goes from a place to a place by one mode; a route is the set of its legs, appears with its ' +
    'first one, and may branch.',
  examples: {
    list: ['trace leg list', 'trace leg list --csv'],
    show: ['trace leg show rajin-dunai', 'trace leg show rajin-dunai --as-of 12'],
  },
}

const ARGUMENTS = new Set(['route', 'from', 'to'])

export function build(command: Command, context: Context): void {
  const fields = fieldsOf('leg').filter(({ column }) => !ARGUMENTS.has(column))
  const add = command
    .command('add')
    .argument('<ROUTE>', 'key or name of a route; when there is none of that name, it is made')
    .argument('<FROM>', 'key or name of the place where the leg starts')
    .argument('<TO>', 'key or name of the place where it ends')
    .summary('add a leg to a route')
    .description(
      'Add a leg to a route. Its key is FROM-TO, or FROM-TO-MODE when another leg has that, unless you choose one.',
    )
  addFieldOptions(add, fields)
  addKeyOption(add)
  addOutputOptions(add)
  add.addHelpText(
    'after',
    exampleText([
      'trace leg add "Orient Express" rajin dunai --mode sea --speed-min 15 --speed-max 35',
      'trace leg add orient-express Dunai "Tikhoretsk depot" --mode rail --km 9300',
      'trace leg add orient-express tikhoretsk front --mode road --note "assumed, nothing observed"',
    ]),
  )
  add.action(async (route: string, from: string, to: string, _options: unknown, self: Command) => {
    await runAdd(context, { route, from, to }, fields, self.optsWithGlobals())
  })
  addListCommand(command, NOUN, context)
  addShowCommand(command, NOUN, context)
  describeNoun(command, NOUN, ['add', 'list', 'show'])
}

async function runAdd(
  context: Context,
  words: { route: string; from: string; to: string },
  fields: readonly Field[],
  options: WriteOptions,
): Promise<void> {
  const draft = { ...draftFrom(fields, options), ...words }
  requireFields(fields, draft, 'A leg')
  const added = await withCase(context, options, (kase) => addLeg(kase, draft, options.id))
  await printAdded(context, options, added, { route: added.record.route })
  const { newRoute, nearRoute } = added
  if (newRoute === undefined) return
  await notice(context, options, `This is the first leg of a new route, "${newRoute.name}" (${newRoute.id}).`)
  if (nearRoute !== undefined) {
    await notice(
      context,
      options,
      `There is a route ${nearRoute} too. If you meant that one: trace undo, and add the leg to it.`,
    )
  }
}
