import { Option, type Command } from 'commander'
import { listReference } from '../case/reference-lists.ts'
import { resolveId } from '../case/resolve.ts'
import { joinOrigins } from '../evidence/origins.ts'
import { lines } from '../render/document.ts'
import { restSentences } from '../render/lineage.ts'
import { renderReferenceData } from '../render/reference-data.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { print } from './output.ts'
import { addListCommand, addShowCommand, describeNoun, type Noun, type ReadOptions } from './reference.ts'
import { notice, withReading } from './session.ts'
import { buildAdd } from './source-add.ts'
import { buildDerive } from './source-derive.ts'
import { buildFile } from './source-file.ts'
import { buildTree } from './source-tree.ts'

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
      'trace source list kyiv-post-22852 marine-insight-2023-10',
      'trace source list --public-by 2023-10-10 --csv',
    ],
    show: ['trace source show rusi-2023-10-16', 'trace source show rusi-2023-10-16 --json'],
  },
}

export function build(command: Command, context: Context): void {
  buildAdd(command, context)
  buildDerive(command, context)
  buildFile(command, context)
  addListCommand(command, NOUN, context, runList)
    .argument('[SOURCE...]', 'only these, by key or title')
    .addOption(
      new Option('--originals', 'only first-hand ones, each with how many documents rest on it').helpGroup(
        'Filter:',
      ),
    )
  addShowCommand(command, NOUN, context)
  buildTree(command, context)
  describeNoun(command, NOUN, ['add', 'derive', 'file', 'list', 'show', 'tree'])
}

async function runList(
  context: Context,
  options: ReadOptions & { originals?: boolean },
  words: readonly string[],
): Promise<void> {
  const { rows, leftOut } = await withReading(context, options, async ({ store }, reading) => {
    const named = new Set(await Promise.all(words.map((word) => resolveId(store, word, 'source', reading))))
    const list = await listReference(store, 'source', reading, { repeated: options.originals === true })
    return { ...list, rows: list.rows.filter(({ record }) => named.size === 0 || named.has(record.id)) }
  })
  const shown = options.originals === true ? rows.filter(({ record }) => record.lineage === 'original') : rows
  const list = renderReferenceData('source', shown)
  const rest = restSentences(shown.length, joinOrigins(shown.flatMap(({ restsOn }) => restsOn ?? [])))
  await print({ ...list, blocks: [...list.blocks, lines(...rest)] }, options, context.stdout)
  if (rows.length === 0)
    await notice(context, options, 'There are no sources to list. Add one with: trace source add')
  await noticeLeftOut(context, options, leftOut)
}
