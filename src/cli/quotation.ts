import type { Command } from 'commander'
import type { QuoteFinding } from '../case/quoted.ts'
import { Failure } from '../model/failure.ts'
import type { Line } from '../render/document.ts'
import { styled } from '../render/document.ts'
import type { Context } from './context.ts'
import type { Typed } from './flags.ts'
import { notice, type GlobalOptions } from './session.ts'

/*
 * What the commands that record a quotation share: how one is insisted on, and what is said of one.
 */

/** What a quotation may look like and still be found, for help texts. */
export const QUOTE_HELP = `The quotation is looked up in the archived document: white space, hyphens at the end of a line, and the style of quotation
marks and dashes do not matter; the words, their capital letters and figures do. Where it stands, and what stands around
it, is recorded with it.`

export function addUnverifiedOption(command: Command): Command {
  return command.option('--unverified', 'record the quotation also when it is not in the document')
}

/** @throws Failure `usage` without a quotation */
export function isInsisted(typed: Typed & { unverified?: boolean }): boolean {
  if (typed.unverified !== true) return false
  if (typed.quote !== undefined) return true
  throw new Failure('usage', '--unverified goes with --quote.', {
    hint: 'Give the quotation too: --quote "…".',
  })
}

/** What came of a quotation, for the answer of a command. */
export function quotationLine(quotation: QuoteFinding): Line {
  if (!quotation.isVerified) return [styled('warn', 'not verified')]
  const { page } = quotation
  return [styled('good', 'verified'), page === undefined ? '' : `, page ${String(page)}`]
}

/** The same for `--json`; null without a quotation. */
export function quotationData(quotation: QuoteFinding | undefined): unknown {
  if (quotation === undefined) return null
  return quotation.isVerified
    ? { verified: true, page: quotation.page, occurrences: quotation.occurrences }
    : { verified: false, why: quotation.why }
}

/** Says what a person should know of a quotation that was recorded. */
export async function noticeQuotation(
  context: Context,
  options: GlobalOptions,
  quotation: QuoteFinding | undefined,
): Promise<void> {
  if (quotation === undefined) return
  const { isVerified, source } = quotation
  if (isVerified && quotation.occurrences > 1) {
    await notice(
      context,
      options,
      `The quotation is in the text of ${source} ${String(quotation.occurrences)} times, and the first is taken. To choose another: --quote-prefix or --quote-suffix`,
    )
  }
  if (!isVerified && quotation.why === 'no text') {
    await notice(
      context,
      options,
      `The quotation was not checked: no text of ${source} is archived that it could be looked up in.`,
    )
  }
}
