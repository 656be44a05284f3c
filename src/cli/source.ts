import { Option, type Command } from 'commander'
import { listReference } from '../case/reference-lists.ts'
import { renderReferenceData } from '../render/reference-data.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { print } from './output.ts'
import { addListCommand, addShowCommand, describeNoun, type Noun, type ReadOptions } from './reference.ts'
import { notice, withReading } from './session.ts'
import { buildAdd } from './source-add.ts'
import { buildDerive } from './source-derive.ts'

const NOUN: Noun = {
  type: 'source',
  plural: 'sources',
  description:
    'Sources: the documents observations are taken from. What matters of a source is where it has it from: an original saw or ' +
    'said it first, a derived one repeats another document, and of an unknown one nothing is counted.',
  examples: {
    list: [
      'trace source list',
      'trace source list --originals',
      'trace source list --public-by 2023-10-10 --csv',
    ],
    show: ['trace source show rusi-2023-10-16', 'trace source show rusi-2023-10-16 --json'],
  },
}

export function build(command: Command, context: Context): void {
  buildAdd(command, context)
  buildDerive(command, context)
  addListCommand(command, NOUN, context, runList).addOption(
    new Option('--originals', 'only first-hand ones').helpGroup('Filter:'),
  )
  addShowCommand(command, NOUN, context)
  describeNoun(command, NOUN, ['add', 'derive', 'list', 'show'])
}

async function runList(context: Context, options: ReadOptions & { originals?: boolean }): Promise<void> {
  const { rows, leftOut } = await withReading(context, options, ({ store }, reading) =>
    listReference(store, 'source', reading),
  )
  const shown = options.originals === true ? rows.filter(({ record }) => record.lineage === 'original') : rows
  await print(renderReferenceData('source', shown), options, context.stdout)
  if (rows.length === 0)
    await notice(context, options, 'There are no sources to list. Add one with: trace source add')
  await noticeLeftOut(context, options, leftOut)
}
