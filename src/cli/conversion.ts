import type { Command } from 'commander'
import { addConversion } from '../case/reference-data.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom, requireFields } from './flags.ts'
import { addOutputOptions } from './output.ts'
import {
  addListCommand,
  addShowCommand,
  describeNoun,
  exampleText,
  printAdded,
  type Noun,
  type WriteOptions,
} from './reference.ts'
import { withCase } from './session.ts'

const NOUN: Noun = {
  type: 'conversion',
  plural: 'conversions',
  description:
    'How many of one unit are taken to make one of another, such as shells in a container. That is an assumption: it is ' +
    'recorded with the document it is from, and whatever was worked out with it says so.',
  examples: {
    list: ['trace conversion list', 'trace conversion list --public-by 2024-02-26 --json'],
    show: ['trace conversion show 8k2m', 'trace conversion show 8k2m --json'],
  },
}

const ARGUMENTS = new Set(['from', 'to'])

export function build(command: Command, context: Context): void {
  const fields = fieldsOf('conversion').filter(({ column }) => !ARGUMENTS.has(column))
  const add = command
    .command('add')
    .argument('<FROM-UNIT>', 'the unit that is converted, as it is recorded: containers')
    .argument('<TO-UNIT>', 'the unit it is converted to: "152 mm shells"')
    .summary('add a conversion')
    .description(
      'Add a conversion: one of the first unit is taken to be that many of the second. The same again writes nothing.',
    )
  addFieldOptions(add, fields)
  addOutputOptions(add)
  add.addHelpText(
    'after',
    exampleText([
      'trace conversion add containers "152 mm shells" --factor "~448" --source rok-mnd-2024-02-26',
      'trace conversion add wagons tonnes --factor 60..68 --source rail-handbook --locator "table 3" --note "covered four-axle wagon"',
      'trace correct 8k2m --factor "~450" --because "the report was corrected"',
    ]),
  )
  add.action(async (from: string, to: string, _options: unknown, self: Command) => {
    await runAdd(context, { from, to }, fields, self.optsWithGlobals())
  })
  addListCommand(command, NOUN, context)
  addShowCommand(command, NOUN, context)
  describeNoun(command, NOUN, ['add', 'list', 'show'])
}

async function runAdd(
  context: Context,
  units: { readonly from: string; readonly to: string },
  fields: readonly Field[],
  options: WriteOptions,
): Promise<void> {
  const draft = draftFrom(fields, options)
  requireFields(fields, draft, 'A conversion')
  const added = await withCase(context, options, (kase) => addConversion(kase, { ...draft, ...units }))
  await printAdded(context, options, added)
}
