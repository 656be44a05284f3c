import { Option, type Command } from 'commander'
import { Failure, locate } from '../model/failure.ts'
import type { Field } from '../model/fields.ts'
import { readValue } from '../model/field-reader.ts'
import { setAt, valueAt } from '../model/path.ts'
import { offering } from './choices.ts'

/*
 * Options made from the fields of a schema, and drafts made from what was typed. A flag is declared once, in the schema.
 */

/** What commander hands over: the typed words by the attribute name of their flag. */
export type Typed = Readonly<Record<string, unknown>>

/** Declares an option for every field a person may set. */
export function addFieldOptions(command: Command, fields: readonly Field[]): Command {
  for (const field of fields) {
    if (field.flag === undefined) continue
    command.addOption(optionOf(field))
    if (field.form === 'when' || field.form === 'quantity') {
      command.addOption(new Option(`--${field.flag}-stated <TEXT>`, `the source's own words for it`))
    }
  }
  return command
}

function optionOf(field: Field): Option {
  const flag = field.flag ?? ''
  if (field.form === 'boolean') return new Option(`--${flag} [yes|no]`, field.description).preset('yes')
  const several = field.form === 'texts' || field.form === 'counts' || field.form === 'shows'
  const option = offering(new Option(`--${flag} <${field.value}>`, describe(field, several)), field.choices)
  return several
    ? option.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word])
    : option
}

function describe(field: Field, several: boolean): string {
  const choices =
    field.choices !== undefined && field.choices.length > 4 ? `: ${field.choices.join(', ')}` : ''
  const kinds = field.kinds === undefined ? '' : ` [${field.kinds.join(', ')}]`
  return `${field.description}${choices}${several ? ' (repeatable)' : ''}${kinds}`
}

/**
 * The fields that were given, as a draft's members.
 * @param before the record as it stands, whose dates and quantities may get other words without other values
 * @throws Failure of the value's parser, naming the flag; `bad-value` for an empty one, `usage` for words without a value
 */
export function draftFrom(
  fields: readonly Field[],
  typed: Typed,
  before?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const draft: Record<string, unknown> = {}
  for (const field of fields) {
    if (field.flag === undefined) continue
    const given = typed[attribute(field.flag)]
    const stated = typed[attribute(`${field.flag}-stated`)] as string | undefined
    if (given === undefined && stated === undefined) continue
    const value = given === undefined ? valueAt(before, field.path) : valueTyped(field, field.flag, given)
    if (value === undefined) {
      throw new Failure('usage', `--${field.flag}-stated goes with --${field.flag}.`, {
        hint: `Give the value too: --${field.flag} ${field.value}`,
      })
    }
    setAt(draft, field.path, stated === undefined ? value : { ...(value as object), stated })
  }
  return draft
}

function valueTyped(field: Field, flag: string, given: unknown): unknown {
  const texts = (Array.isArray(given) ? given : [given]).map(String)
  return locate(`--${flag}`, () => {
    if (texts.some((text) => text.trim() === '')) {
      throw new Failure('bad-value', 'Nothing was given.', {
        hint: 'Leave the flag out, or give it a value.',
      })
    }
    return readValue(field, texts)
  })
}

/** How commander names the value of a flag: `cloud-cover` → `cloudCover`. */
export function attribute(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Names every required field that was not given. */
export function requireFields(
  fields: readonly Field[],
  draft: Readonly<Record<string, unknown>>,
  what: string,
): void {
  const missing = fields.filter(
    (field) => field.required && field.flag !== undefined && draft[field.path[0] ?? ''] === undefined,
  )
  if (missing.length === 0) return
  const [first] = missing
  throw new Failure(
    'missing-fields',
    `${what} needs ${missing.map(({ flag, value }) => `--${flag ?? ''} ${value}`).join(' and ')}.`,
    {
      hint: `For instance --${first?.flag ?? ''}: ${first?.description ?? ''}${first?.choices === undefined ? '' : ` (${first.choices.join(', ')})`}.`,
    },
  )
}
