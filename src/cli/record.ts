import { Argument, type Command } from 'commander'
import type { Case } from '../case/case.ts'
import type { Proposal } from '../case/propose.ts'
import { recordObservation, type Recorded } from '../case/record.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { showText } from '../model/field-text.ts'
import { OBSERVATION_KINDS } from '../model/vocabulary.ts'
import { lines, styled, type Rendering } from '../render/document.ts'
import { boundsText, intervalText, showsText, whatText } from '../render/phrases.ts'
import { askForObservation, canAsk, confirm, lacksPlace, type Given } from './ask.ts'
import type { Context } from './context.ts'
import { warnCredibility } from './credibility.ts'
import { addFieldOptions, attribute, draftFrom, type Typed } from './flags.ts'
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
import { Failure } from '../model/failure.ts'
import { readChoice } from '../model/choice.ts'

/** Of the citation only what the observation has no flag for. */
const CITATION = new Set([
  'source',
  'locator',
  'quote',
  'quote-prefix',
  'quote-suffix',
  'states-quantity',
  'states-unit',
  'states-observed',
  'states-words',
  'states-scope',
  'states-likelihood',
  'states-change',
  'states-place',
])

function observationFields(): Field[] {
  return fieldsOf('observation').filter(({ column }) => column !== 'kind')
}

function citationFields(): Field[] {
  return fieldsOf('citation').filter(({ flag }) => flag !== undefined && CITATION.has(flag))
}

export function build(command: Command, context: Context): void {
  command
    .description(
      'Record one observation: something seen, or explicitly not seen, and the document it comes from.',
    )
    .addArgument(new Argument('[KIND]', OBSERVATION_KINDS.join(', ')))
    .optionsGroup('The observation:')
  addFieldOptions(command, observationFields())
  command.option('--no-leg', 'propose no leg')
  command.optionsGroup('The document it comes from:')
  addFieldOptions(command, citationFields())
  addUnverifiedOption(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
On a terminal it asks for what is missing; in a pipe it names it. When the place singles out one leg, that leg is
proposed, and linked unless you say no (--no-leg). Quote quantities ("~73", ">1000"): the shell takes > < ~ for itself.

${QUOTE_HELP}

Examples:
  $ trace record railcar-count --at tumangang --on 2023-10-05 --count "~73" --unit railcars --source csis-2023-10-06 \\
      --quote "around 73" --caveats "tarpaulins hide the loads"
  $ trace record railcar-count --at tumangang --on 2023-09-14 --outcome none-seen --source overtoperator-2023-09
  $ trace record ship-sighting --at rajin --on 2023-10-19T14:00+09:00 --vessel angara --activity loading --source voa-2023-10
  $ trace record statement --leg rajin-dunai --count ">1000" --unit containers --claimed-by "White House" --source kbs-2023-10`,
  )
  command.action(async (kind: string | undefined, _options: unknown, self: Command) => {
    await runRecord(context, kind, self.optsWithGlobals())
  })
}

export async function runRecord(
  context: Context,
  kind: string | undefined,
  options: Typed & GlobalOptions & OutputOptions & { unverified?: boolean },
): Promise<void> {
  const recorded = await withCase(context, options, async (kase) => {
    const told = await completeAnswers(context, kase, kind, options)
    const chosen = readChoice(told.kind ?? '', OBSERVATION_KINDS)
    checkKind(chosen, told)
    const { leg, ...rest } = told
    const typed = leg === false ? rest : told
    const accept = leg === false ? undefined : (proposal: Proposal) => acceptLeg(context, proposal)
    return recordObservation(
      kase,
      { kind: chosen, ...draftFrom(observationFields(), typed) },
      draftFrom(citationFields(), typed),
      { unverified: isInsisted(told), ...(accept === undefined ? {} : { accept }) },
    )
  })
  await print(renderRecorded(recorded), options, context.stdout)
  const { receipt, proposal } = recorded
  if (receipt.entry === undefined) {
    await notice(
      context,
      options,
      'This observation with this citation was in the case already; nothing was written.',
    )
    return
  }
  if (proposal !== undefined) {
    await notice(
      context,
      options,
      `Linked to ${showText(proposal)}, which trace proposed: ${proposal.why}. To take the link off: trace correct ${recorded.observation.id.slice(0, 8)} --unset leg --because "…"`,
    )
  }
  await noticeQuotation(context, options, recorded.quotation)
  await warnCredibility(context, options, recorded.warnings)
  if (recorded.observation.shows === undefined && options.leg !== false) {
    await notice(
      context,
      options,
      `It is linked to no leg. To link it: trace correct ${recorded.observation.id.slice(0, 8)} --leg LEG:STAGE --because "…"`,
    )
  }
  await notice(context, options, styled('dim', `Recorded as entry ${String(receipt.entry.number)}.`))
}

/** On a terminal asks for what is missing; elsewhere names it. */
async function completeAnswers(
  context: Context,
  kase: Case,
  kind: string | undefined,
  options: Typed,
): Promise<Typed & { kind?: string }> {
  const told = { ...options, ...(kind === undefined ? {} : { kind }) } as Typed & Given
  const missing = [
    ...(kind === undefined ? ['KIND'] : []),
    ...(lacksPlace(kind, told) ? ['--at PLACE'] : []),
    ...(told.source === undefined ? ['--source SOURCE'] : []),
  ]
  if (missing.length === 0) return told
  if (canAsk(context)) return { ...told, ...(await askForObservation(context, kase, told)) }
  throw new Failure('missing-fields', `An observation needs ${missing.join(' and ')}.`, {
    hint:
      told.source === undefined
        ? 'An observation without a source is refused. See the documents with: trace source list, add one with: trace source add'
        : 'See the kinds and flags with: trace record --help',
  })
}

/** @throws Failure `usage` for a flag that another kind has. */
function checkKind(kind: string, typed: Typed): void {
  const wrong = observationFields().find(
    ({ kinds, flag }) =>
      kinds !== undefined &&
      flag !== undefined &&
      !kinds.includes(kind) &&
      typed[attribute(flag)] !== undefined,
  )
  if (wrong === undefined) return
  throw new Failure(
    'usage',
    `--${wrong.flag ?? ''} is for a ${(wrong.kinds ?? []).join(' or ')}, not for a ${kind}.`,
    {
      hint: 'Leave it out, or record another kind of observation.',
    },
  )
}

function acceptLeg(context: Context, proposal: Proposal): Promise<boolean> {
  if (!canAsk(context)) return Promise.resolve(true)
  return confirm(context, `Link it to ${showText(proposal)}? It is ${proposal.why}.`)
}

function renderRecorded({
  observation,
  citation,
  receipt,
  proposal,
  quotation,
  warnings,
}: Recorded): Rendering {
  const { observed, quantity } = observation
  const interval = quantity === undefined ? undefined : intervalText(quantity)
  const rows: (readonly [string, string])[] = [
    [
      'what',
      `${observation.kind} ${observation.place === undefined ? '' : `at ${observation.place} `}${whatText(observation)}`.trim() +
        (interval === undefined ? '' : ` (${interval})`),
    ],
    [
      'observed',
      observed === undefined
        ? 'undated'
        : observed.text === boundsText(observed)
          ? observed.text
          : `${observed.text} (${boundsText(observed)})`,
    ],
    [
      'leg',
      showsText(observation) === ''
        ? 'none'
        : `${showsText(observation)}${proposal === undefined ? '' : ' (proposed)'}`,
    ],
    ['source', citation.source],
  ]
  return {
    blocks: [
      lines(
        [styled('key', observation.id), '  ', receipt.entry === undefined ? 'already recorded' : 'recorded'],
        ...rows.map(([label, value]) => [styled('dim', `  ${label.padEnd(9)}`), value]),
        ...(quotation === undefined ? [] : [[styled('dim', '  quote    '), ...quotationLine(quotation)]]),
      ),
    ],
    rows: {
      columns: ['id', 'type', 'entry', 'earliest', 'latest', 'shows', 'proposed', 'citation'],
      rows: [
        [
          observation.id,
          observation.type,
          receipt.entry?.number,
          observed?.earliest,
          observed?.latest,
          showsText(observation),
          proposal === undefined ? 'no' : 'yes',
          citation.id,
        ],
      ],
    },
    data: {
      id: observation.id,
      entry: receipt.entry?.number ?? null,
      proposed: proposal ?? null,
      quotation: quotationData(quotation),
      warnings,
      observation,
      citation,
    },
  }
}
