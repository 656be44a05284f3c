import type { Command } from 'commander'
import { addRelation } from '../case/reference-data.ts'
import { readChoice } from '../model/choice.ts'
import { Failure, locate } from '../model/failure.ts'
import { fieldsOf, type Field } from '../model/fields.ts'
import { PREDICATES } from '../model/vocabulary.ts'
import type { Context } from './context.ts'
import { addFieldOptions, draftFrom } from './flags.ts'
import { addOutputOptions } from './output.ts'
import { addUnverifiedOption, isInsisted, noticeQuotation } from './quotation.ts'
import {
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
  type: 'relation',
  plural: 'relations',
  description:
    'Who owns, operates, manages or sanctions whom, and since when. A relation goes from a vessel or an organisation to an ' +
    'organisation, and is tied to the documents that say so.',
  examples: {
    list: ['trace relation list', 'trace relation list --public-by 2023-10-10 --json'],
    show: ['trace relation show 8k2m', 'trace relation show 8k2m --json'],
  },
}

const ARGUMENTS = new Set(['subject_type', 'subject_id', 'predicate', 'object'])
const CITATION = new Set(['source', 'locator', 'quote', 'quote-prefix', 'quote-suffix'])

export function build(command: Command, context: Context): void {
  const fields = fieldsOf('relation').filter(({ column }) => !ARGUMENTS.has(column))
  const cited = fieldsOf('citation').filter(({ flag }) => flag !== undefined && CITATION.has(flag))
  const add = command
    .command('add')
    .argument(
      '<SUBJECT>',
      'key or name of a vessel or organisation; vessel:KEY or organisation:KEY where it may be either',
    )
    .argument('<PREDICATE>', PREDICATES.join(', '))
    .argument('<OBJECT>', 'key or name of an organisation')
    .summary('add a relation')
    .description(
      'Add a relation, with the document that says so in the same entry when --source names one. The same again writes nothing.',
    )
  addFieldOptions(add, fields)
  add.optionsGroup('The document that says so:')
  addFieldOptions(add, cited)
  addUnverifiedOption(add)
  addOutputOptions(add)
  add.addHelpText(
    'after',
    exampleText([
      'trace relation add angara owned-by "M Leasing LLC" --valid 2022/..',
      'trace relation add maria operated-by "Marine Trans Shipping" --source rusi-2023-10-16 --locator "p. 4"',
      'trace relation add "M Leasing LLC" sanctioned-by OFAC --valid 2022-05-08/..',
      'trace link 8k2m ofac-2022-05-08          another document that says so',
    ]),
  )
  add.action(async (subject: string, predicate: string, object: string, _options: unknown, self: Command) => {
    await runAdd(context, { subject, predicate, object }, fields, cited, self.optsWithGlobals())
  })
  addListCommand(command, NOUN, context)
  addShowCommand(command, NOUN, context)
  describeNoun(command, NOUN, ['add', 'list', 'show'])
}

interface Words {
  readonly subject: string
  readonly predicate: string
  readonly object: string
}

async function runAdd(
  context: Context,
  { subject, predicate, object }: Words,
  fields: readonly Field[],
  cited: readonly Field[],
  options: WriteOptions & { unverified?: boolean },
): Promise<void> {
  const unverified = isInsisted(options)
  const chosen = locate('PREDICATE', () => readChoice(predicate, PREDICATES))
  const draft = { ...draftFrom(fields, options), subject, predicate: chosen, object }
  const citation = draftFrom(cited, options)
  if (citation.source === undefined && Object.keys(citation).length > 0) {
    throw new Failure('missing-fields', 'A quotation needs the document it is from.', {
      hint: 'Name it with --source SOURCE.',
    })
  }
  const added = await withCase(context, options, (kase) =>
    addRelation(kase, draft, citation.source === undefined ? undefined : citation, { unverified }),
  )
  await printAdded(context, options, added)
  const wasThere =
    added.receipt.entry !== undefined && added.receipt.repeated.some(({ id }) => id === added.record.id)
  if (wasThere)
    await notice(
      context,
      options,
      'The relation was in the case already; what is new is the document that says so.',
    )
  await noticeQuotation(context, options, added.quotation)
  if (citation.source === undefined) {
    await notice(
      context,
      options,
      `No document says so yet. Name one with: trace link ${added.record.id.slice(0, 8)} SOURCE`,
    )
  }
}
