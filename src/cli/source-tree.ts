import type { Command } from 'commander'
import { sourceTree } from '../case/source-tree.ts'
import { renderSourceTree } from '../render/source-tree.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print } from './output.ts'
import { exampleText, type ReadOptions } from './reference.ts'
import { addReadingOptions, notice, withReading } from './session.ts'

export function buildTree(command: Command, context: Context): void {
  const tree = command
    .command('tree')
    .argument('[SOURCE]', 'only what this one rests on and what repeats it, by key or title')
    .summary('draw what repeats what')
    .description(
      'Draw the derivations as a tree: every original document with what repeats it below, then the documents from which no ' +
        'origin can be counted. With a document, what that one rests on, and what repeats it.',
    )
  addReadingOptions(tree)
  addOutputOptions(tree)
  tree.addHelpText(
    'after',
    `
A document that repeats several hangs below each of them; what hangs below itself is drawn once, and "see above" stands
where it would be drawn again. With --public-by documents that others rest on are drawn although they may not have been
public by then, and say so.
${exampleText([
  'trace source tree',
  'trace source tree rusi-2023-10-16',
  'trace source tree "The Orient Express" --as-of 7',
  'trace source tree --json | jq .edges',
])}`,
  )
  tree.action(async (source: string | undefined, _options: unknown, self: Command) => {
    await runTree(context, source, self.optsWithGlobals())
  })
}

export async function runTree(
  context: Context,
  source: string | undefined,
  options: ReadOptions,
): Promise<void> {
  const tree = await withReading(context, options, ({ store }, reading) => sourceTree(store, source, reading))
  await print(renderSourceTree(tree), options, context.stdout)
  if (tree.lineage.sources.size === 0)
    await notice(context, options, 'There are no sources to draw. Add one with: trace source add')
  await noticeLeftOut(context, options, tree.leftOut)
}
