import type { ColumnProposal } from '../case/import-propose.ts'
import { Failure } from '../model/failure.ts'
import { shellWord } from '../model/shell-word.ts'
import { lines, styled, table, type Rendering } from '../render/document.ts'
import { chooseOne } from './ask.ts'
import type { Context } from './context.ts'

/** What is done with a proposed mapping. */
export type Answer = 'import' | 'save' | 'no'

const SHOWN = 40
/** Columns that are named in a message. */
const NAMED = 4

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

function guessedOf(columns: readonly ColumnProposal[]): readonly ColumnProposal[] {
  return columns.filter(({ field, isCertain }) => field !== undefined && !isCertain)
}

/** The flags that say what is proposed. */
export function mapFlags(columns: readonly ColumnProposal[]): string {
  return guessedOf(columns)
    .map(({ field, column }) => `--map ${field ?? ''}=${shellWord(column)}`)
    .join(' ')
}

/** That a mapping was only proposed, and there is nobody to ask. */
export function notAgreed(columns: readonly ColumnProposal[]): Failure {
  const guessed = guessedOf(columns)
  if (guessed.length === 0) {
    return new Failure('usage', 'No column of the sheet is known.', {
      hint: 'Say which column is what: --map FIELD=COLUMN, for instance --map observed=DATE.',
    })
  }
  const seems = guessed
    .slice(0, NAMED)
    .map(({ column, field }, at) => `"${column}" ${at === 0 ? 'seems to be ' : ''}${field ?? ''}`)
    .join(', ')
  const more = guessed.length > NAMED ? ` and ${String(guessed.length - NAMED)} more` : ''
  return new Failure('usage', `Nothing is imported on a guess, and nobody can be asked: ${seems}${more}.`, {
    hint: `Agree with --yes, or say it, mended where it is wrong: ${mapFlags(columns)}. With --save-mapping FILE it is written to a file.`,
  })
}
