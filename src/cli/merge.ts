import { resolve } from 'node:path'
import type { Command } from 'commander'
import { mergeCase, type Merged, type MergeProgress } from '../case/merge.ts'
import { withOtherCase } from '../case/other-case.ts'
import type { DataPackage } from '../case/package-read.ts'
import { counted } from '../evidence/enumeration.ts'
import { sizeText } from '../render/amounts.ts'
import { styled } from '../render/document.ts'
import { mergeLine, renderMerge } from '../render/merge.ts'
import type { Context } from './context.ts'
import { unpack } from './import-package.ts'
import { addOutputOptions, isForScreen, print, type OutputOptions } from './output.ts'
import { progressLine } from './progress.ts'
import { notice, warning, withCase, type GlobalOptions } from './session.ts'

type MergeOptions = GlobalOptions & OutputOptions & { dryRun?: boolean }

export function build(command: Command, context: Context): void {
  command
    .description(
      'Take what another analyst recorded into this case, as one entry: every revision that is not here, as it was recorded, and the ' +
        'documents it rests on. What both have is one record. What both changed in different ways is kept twice, and listed by ' +
        'trace conflicts until somebody settles it. The other case is verified first, and stays as it is.',
    )
    .argument('<OTHER>', 'folder of the other case, or a data package of it: a folder or a .zip')
    .option('--dry-run', 'say what would be added, and write nothing')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
The log of the other case is archived with it: who recorded what there, and when, is listed by trace log --of CASE, and its
checkpoints can be held against this case with trace verify --against CHECKPOINT. Two cases that merge each other have the
same records. Merging again adds what is new. A merge is not undone: look first with --dry-run.

Examples:
  $ trace merge ../kim/orient-express --dry-run
  $ trace merge ../kim/orient-express
  $ trace merge from-kim.zip -m "Kim's readings of the October images"
  $ trace correct rajin --resolves --keep other --because "hers is the position of the pier"`,
  )
  command.action(async (other: string, _options: unknown, self: Command) => {
    await runMerge(context, other, self.optsWithGlobals())
  })
}

export async function runMerge(context: Context, path: string, options: MergeOptions): Promise<void> {
  const { now, randomBytes, interrupted, openStore } = context
  // A note is for this entry, and not for those of a package.
  const { message: _, ...quietly } = options
  const unpacked = (source: DataPackage, folder: string) => unpack(context, source, folder, quietly)
  await withCase(context, options, async (kase) => {
    const tools = { openStore, now, randomBytes, unpack: unpacked }
    const merged = await withOtherCase(kase, resolve(context.cwd, path), tools, async (other) => {
      const line = progressLine(context, options)
      try {
        return await mergeCase(kase, other, {
          tools: { now, randomBytes },
          signal: interrupted,
          dryRun: options.dryRun === true,
          onProgress: (progress) => {
            line.show(() => progressText(progress))
          },
        })
      } finally {
        line.end()
      }
    })
    const view = { ...merged, isDryRun: options.dryRun === true }
    await print(renderMerge(view), options, context.stdout)
    if (!isForScreen(options, context.stdout)) await notice(context, options, mergeLine(view))
    await noticeLeft(context, options, merged)
  })
}

function progressText(progress: MergeProgress): string {
  switch (progress.step) {
    case 'checking': {
      const { done, of, bytes } = progress.progress
      const documents = bytes === 0 ? '' : `, ${sizeText(bytes)} of documents`
      return `Checking the other case: ${String(done)} of ${counted(of, 'leaf', 'leaves')}${documents}`
    }
    case 'comparing':
      return `Comparing: ${String(progress.done)} of ${counted(progress.of, 'leaf', 'leaves')}`
    case 'copying':
      return `Copying: ${String(progress.done)} of ${counted(progress.of, 'file')}`
    case 'merging':
      return `Merging: ${String(progress.done)} of ${counted(progress.of, 'leaf', 'leaves')}`
  }
}

async function noticeLeft(
  context: Context,
  options: MergeOptions,
  { record, entry, isCopy, conflicts = [], dangling = [] }: Merged,
): Promise<void> {
  if (isCopy && record !== undefined)
    await notice(
      context,
      options,
      styled(
        'dim',
        'It is a copy of this very case, in which somebody went on: what both had before is one history.',
      ),
    )
  if (conflicts.length > 0)
    await warning(
      context,
      options,
      `${counted(conflicts.length, 'record')} ${conflicts.length === 1 ? 'has' : 'have'} revisions at odds: see them with trace conflicts, settle them with trace correct --resolves`,
    )
  if (dangling.length > 0)
    await warning(
      context,
      options,
      `${counted(dangling.length, 'record')} that ${dangling.length === 1 ? 'was' : 'were'} taken back ${dangling.length === 1 ? 'is' : 'are'} still used: see trace conflicts`,
    )
  if (entry !== undefined)
    await notice(context, options, styled('dim', `Recorded as entry ${String(entry.number)}.`))
}
