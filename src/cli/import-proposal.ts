import type { ColumnProposal } from '../case/import-propose.ts'
import { Failure } from '../model/failure.ts'
import { lines, styled, table, type Rendering } from '../render/document.ts'
import { chooseOne } from './ask.ts'
import type { Context } from './context.ts'

/** What is done with a proposed mapping. */
export type Answer = 'import' | 'save' | 'no'

const SHOWN = 40

/** Columns of a sheet with what they are taken for. */
export function renderProposal(columns: readonly ColumnProposal[], looked: number): Rendering {
  return {
    blocks: [
      lines(styled('strong', 'Which column is taken for what')),
      table(
        [
          { key: 'column', flexible: true },
          { key: 'field' },
          { key: 'filled', title: `filled of ${String(looked)}`, align: 'right' },
          { key: 'example', flexible: true },
          { key: 'why', flexible: 'last' },
        ],
        columns.map(({ column, field, filled, example, why }) => [
          column,
          field === undefined ? styled('dim', 'not used') : styled('key', field),
          filled,
          [...example].slice(0, SHOWN).join(''),
          why,
        ]),
      ),
    ],
    data: columns,
  }
}

/** Asks whether to go on as proposed. @throws Failure `usage` when the question is broken off */
export function askForMapping(context: Context, saveAs: string): Promise<Answer> {
  return chooseOne<Answer>(context, 'Import it so?', [
    { value: 'import', label: 'yes' },
    { value: 'save', label: `no, write it to ${saveAs}, to be mended and used with --mapping` },
    { value: 'no', label: 'no' },
  ])
}

/** That a mapping was only proposed, and there is nobody to ask. */
export function notAgreed(columns: readonly ColumnProposal[]): Failure {
  const guessed = columns.filter(({ field, isCertain }) => field !== undefined && !isCertain)
  const [first] = guessed
  const flags = guessed
    .slice(0, 3)
    .map(({ field, column }) => `--map ${field ?? ''}="${column}"`)
    .join(' ')
  return new Failure(
    'usage',
    first === undefined
      ? 'No column of the sheet is known.'
      : `${guessed.length === 1 ? 'One column is' : `${String(guessed.length)} columns are`} only taken to be what ${guessed.length === 1 ? 'it seems' : 'they seem'}, and nobody was asked.`,
    {
      hint:
        first === undefined
          ? 'Say which column is what: --map FIELD=COLUMN, for instance --map observed=DATE.'
          : `Say so (${flags}${guessed.length > 3 ? ' …' : ''}), agree to all of it with --yes, or write it down with --save-mapping FILE.`,
    },
  )
}
