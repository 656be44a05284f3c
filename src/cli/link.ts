import type { Command } from 'commander'
import { newest } from '../case/case.ts'
import { linkSource } from '../case/record.ts'
import { resolve } from '../case/resolve.ts'
import { Failure } from '../model/failure.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { lines, styled } from '../render/document.ts'
import type { Context } from './context.ts'
import { warnCredibility } from './credibility.ts'
import { addFieldOptions, draftFrom, type Typed } from './flags.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import {
  addUnverifiedOption,
  isInsisted,
  noticeQuotation,
  quotationData,
  quotationLine,
  QUOTE_HELP,
} from './quotation.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'

const ARGUMENTS = new Set(['about', 'source', 'stance'])

function fields(): Field[] {
  return fieldsOf('citation').filter(({ column }) => !ARGUMENTS.has(column))
}

export function build(command: Command, context: Context): void {
  command
    .description('Tie an observation or a relation to another document that speaks of it.')
    .argument('<OBSERVATION>', 'the start of its id, at least four characters')
    .argument('<SOURCE>', 'key or title of the document')
    .option('--contradicts', 'the document contradicts it')
    .option('--mentions', 'the document mentions it without saying that it is so')
  addFieldOptions(command, fields())
  addUnverifiedOption(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
${QUOTE_HELP}

What the document itself states goes into --states-quantity, --states-unit, --states-observed and the others of that
name, so that what changed on its way from one document to the next is found (trace show prints it under Drift). Quote
quantities: the shell takes > < ~ for itself.

Examples:
  $ trace link 6g2k marine-insight-2023-10 --states-quantity "~73" --states-unit railcars
  $ trace link tgwe kyiv-post-22852 --states-change built --states-likelihood "stated as fact"
  $ trace link 6g2k "Kyiv Post 22852" --quote "73 railcars" --locator "paragraph 4"
  $ trace link 6g2k rfe-rl-2023-10 --quote "hundreds of containers" --quote-prefix "moved" --quote-suffix "to Dunai"
  $ trace link 6g2k yomiuri-2024-06 --quote "as it was read on paper" --unverified
  $ trace link 9xw1 babel-2023-10 --contradicts`,
  )
  command.action(async (observation: string, source: string, _options: unknown, self: Command) => {
    await runLink(context, observation, source, self.optsWithGlobals())
  })
}

interface LinkOptions extends GlobalOptions, OutputOptions {
  contradicts?: boolean
  mentions?: boolean
  unverified?: boolean
}

export async function runLink(
  context: Context,
  observation: string,
  source: string,
  options: LinkOptions & Typed,
): Promise<void> {
  if (options.contradicts === true && options.mentions === true) {
    throw new Failure('usage', '--contradicts and --mentions cannot be given together.', {
      hint: 'Choose one; without either the document supports it.',
    })
  }
  const stance =
    options.contradicts === true ? 'contradicts' : options.mentions === true ? 'mentions' : 'supports'
  const unverified = isInsisted(options)
  await withCase(context, options, async (kase) => {
    const about = await resolve(
      kase.store,
      observation,
      ['observation', 'relation'],
      await newest(kase.store),
    )
    const { citation, receipt, quotation, warnings } = await linkSource(
      kase,
      about.record.id,
      { ...draftFrom(fields(), options), source, stance },
      { unverified },
    )
    await print(
      {
        blocks: [
          lines(
            [
              styled('key', citation.id),
              `  ${citation.source} ${citation.stance} ${about.record.type} ${citation.about}`,
            ],
            ...(quotation === undefined ? [] : [[styled('dim', '  quote    '), ...quotationLine(quotation)]]),
          ),
        ],
        rows: {
          columns: ['id', 'type', 'entry', 'about', 'source', 'stance'],
          rows: [
            [
              citation.id,
              citation.type,
              receipt.entry?.number,
              citation.about,
              citation.source,
              citation.stance,
            ],
          ],
        },
        data: {
          id: citation.id,
          entry: receipt.entry?.number ?? null,
          quotation: quotationData(quotation),
          warnings,
          citation,
        },
      },
      options,
      context.stdout,
    )
    if (receipt.entry !== undefined) await noticeQuotation(context, options, quotation)
    await warnCredibility(context, options, warnings)
    await notice(
      context,
      options,
      receipt.entry === undefined
        ? 'That link was in the case already; nothing was written.'
        : styled('dim', `Recorded as entry ${String(receipt.entry.number)}.`),
    )
  })
}
