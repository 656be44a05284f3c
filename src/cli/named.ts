import type { Command } from 'commander'
import { addNamed, type NamedType } from '../case/reference-data.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom } from './flags.ts'
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
import { warning, withCase } from './session.ts'

/** A place, vessel or organisation: `trace NOUN add NAME`, `list` and `show`. */
export function buildNamed(
  command: Command,
  noun: Noun & { type: NamedType; addExamples: readonly string[]; nameHelp: string },
  context: Context,
): void {
  const { type, nameHelp, addExamples } = noun
  const fields = fieldsOf(type).filter(({ column }) => column !== 'name')
  const add = command
    .command('add')
    .argument('<NAME>', nameHelp)
    .summary(`add a ${type}`)
    .description(
      `Add a ${type}. Its key is made from its name unless you choose one. What is there already is not added twice: ` +
        'the same again writes nothing, and a name that is taken is refused unless you choose a key.',
    )
  addFieldOptions(add, fields)
  addKeyOption(add)
  addOutputOptions(add)
  add.addHelpText('after', exampleText(addExamples))
  add.action(async (name: string, _options: unknown, self: Command) => {
    await runAdd(context, type, fields, name, self.optsWithGlobals())
  })
  addListCommand(command, noun, context)
  addShowCommand(command, noun, context)
  describeNoun(command, noun, ['add', 'list', 'show'])
}

async function runAdd(
  context: Context,
  type: NamedType,
  fields: readonly Field[],
  name: string,
  options: WriteOptions,
): Promise<void> {
  const draft = { name, ...draftFrom(fields, options) }
  const added = await withCase(context, options, (kase) => addNamed(kase, type, draft, options.id))
  await printAdded(context, options, added)
  const { record } = added
  if (record.type === 'vessel' && record.imoCheck === 'wrong') {
    await warning(
      context,
      options,
      `The check digit of IMO number ${record.imo ?? ''} is wrong; it is recorded as typed and marked so.`,
    )
  }
}
