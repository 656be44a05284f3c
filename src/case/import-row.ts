import { Failure } from '../model/failure.ts'
import { foldName } from '../model/names.ts'
import { setAt, valueAt } from '../model/path.ts'
import type { SheetRow } from '../exchange/sheet.ts'
import type { Part, SheetField } from './import-fields.ts'
import { CellReader, type CellSettings, type CellValue } from './import-values.ts'

/** A field, the columns it is read from, and what stands in all of them when it has none. */
export interface FieldSource {
  readonly field: SheetField
  readonly columns: readonly number[]
  readonly fixed: string | undefined
}

/** What stands in a row, as members of the records it may become. */
export interface RowDrafts extends Record<Part, Record<string, unknown>> {
  /** Texts of the fields that only sheets have, and of those that name documents, by field. */
  readonly words: ReadonlyMap<string, string>
}

/** Fields whose text is needed as it stands, because one cell may name several. */
const WORDS = new Set(['source', 'source_url', 'lat', 'lon', 'position', 'subject', 'about'])

/** Reads rows of a sheet as drafts. */
export class RowReader {
  readonly #sources: readonly (FieldSource & { readonly reader: CellReader })[]

  constructor(sources: readonly FieldSource[], settings: CellSettings) {
    // Whether a count of none can be read depends on the outcome; words of the source go with what they are words of.
    const order = ({ field }: FieldSource) =>
      field.name === 'outcome' || field.name.endsWith('unit') ? 0 : field.statedOf === undefined ? 1 : 2
    this.#sources = sources
      .toSorted((a, b) => order(a) - order(b))
      .map((source) => ({ ...source, reader: new CellReader(source.field, settings) }))
  }

  /** @throws Failure of a cell, naming the field */
  read(row: SheetRow): RowDrafts {
    const words = new Map<string, string>()
    const drafts: Record<Part, Record<string, unknown>> = {
      own: {},
      citation: {},
      place: {},
      source: {},
      leg: {},
    }
    for (const { field, columns, fixed, reader } of this.#sources) {
      const texts = fixed === undefined ? columns.map((column) => row.cells[column] ?? '') : [fixed]
      if (WORDS.has(field.name) || field.field === undefined) {
        const [first = ''] = texts
        const whole =
          texts.length === 1
            ? (reader.told(first) ?? '')
            : texts.flatMap((text) => reader.told(text) ?? []).join('\n')
        if (whole !== '') words.set(field.name, whole)
        // These are read once all of the row is known.
        continue
      }
      if (field.name === 'quantity' && takesOutcome(reader, texts, drafts.own)) continue
      const value = this.#value(reader, texts, drafts)
      if (value !== undefined) put(drafts[field.part], field, value)
    }
    return { ...drafts, words }
  }

  #value(
    reader: CellReader,
    texts: readonly string[],
    drafts: Record<Part, Record<string, unknown>>,
  ): CellValue | undefined {
    try {
      const [only] = texts
      if (only !== undefined && texts.length === 1) return reader.read(only)
      const values = texts.flatMap((text) => reader.read(text) ?? [])
      const [first] = values
      if (first === undefined || values.length === 1) return first
      return { value: values.flatMap(({ value }) => value) }
    } catch (error) {
      // None were seen, and that is what the row says.
      const isNone =
        error instanceof Failure && error.code === 'zero-seen' && drafts.own.outcome === 'none-seen'
      if (isNone && reader.field.name === 'quantity') return undefined
      throw error
    }
  }
}

/**
 * Where a count is said, or was told by a table of values, to be an outcome: nobody counted, but somebody looked.
 * @throws Failure `bad-value` when the row has another outcome
 */
function takesOutcome(reader: CellReader, texts: readonly string[], own: Record<string, unknown>): boolean {
  const [text, ...more] = texts
  const told = text === undefined || more.length > 0 ? undefined : reader.told(text)?.trim().toLowerCase()
  if (told !== 'none-seen' && told !== 'not-visible') return false
  const { outcome = told } = own as { outcome?: string }
  if (outcome !== told) {
    throw new Failure('bad-value', `The count says ${told}, and the outcome of the row is ${outcome}.`, {
      where: 'quantity',
      hint: 'Mend the count or the outcome.',
    })
  }
  own.outcome = told
  return true
}

function put(
  draft: Record<string, unknown>,
  { name, field, statedOf }: SheetField,
  { value, unit }: CellValue,
): void {
  const path = field?.path ?? [name]
  if (statedOf !== undefined) {
    const before = valueAt(draft, path)
    if (before === undefined) {
      throw new Failure('bad-value', `There is a ${name}, but no ${statedOf} that it belongs to.`, {
        where: name,
        hint: `Fill in ${statedOf}, or leave ${name} out.`,
      })
    }
    setAt(draft, path, { ...before, stated: value })
    return
  }
  setAt(draft, path, value)
  if (unit === undefined) return
  const unitPath = [...path.slice(0, -1), 'unit']
  const told = valueAt(draft, unitPath)
  if (told === undefined) setAt(draft, unitPath, unit)
  else if (typeof told === 'string' && foldName(told) !== foldName(unit)) throw otherUnit(name, unit, told)
}

function otherUnit(name: string, unit: string, told: string): Failure {
  return new Failure('bad-value', `It counts "${unit}", and the unit of the row is "${told}".`, {
    where: name,
    hint: 'Mend the count or the unit.',
  })
}
