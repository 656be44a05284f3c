import { Option, type Command } from 'commander'
import { Failure, locate } from '../model/failure.ts'
import type { Field } from '../model/fields.ts'
import { readValue } from '../model/field-reader.ts'
import { setAt } from '../model/path.ts'
import { offering } from './choices.ts'

/*
 * Options made from the fields of a schema, and drafts made from what was typed. A flag is declared once, in the schema.
 */

/** What commander hands over: the typed words by the attribute name of their flag. */
export type Typed = Readonly<Record<string, unknown>>

/** Declares an option for every field a person may set. */
export function addFieldOptions(
  command: Command,
  fields: readonly Field[],
  more: { stated?: boolean } = {},
): Command {
  for (const field of fields) {
    if (field.flag === undefined) continue
    command.addOption(optionOf(field))
    if (more.stated !== false && (field.form === 'when' || field.form === 'quantity')) {
      command.addOption(
        new Option(`--${field.flag}-stated <TEXT>`, `the words of the source for --${field.flag}`).hideHelp(),
      )
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

/** The fields that were given, as a draft's members. @throws Failure of the value's parser, naming the flag. */
export function draftFrom(fields: readonly Field[], typed: Typed): Record<string, unknown> {
  const draft: Record<string, unknown> = {}
  for (const field of fields) {
    const given = field.flag === undefined ? undefined : typed[attribute(field.flag)]
    if (given === undefined || field.flag === undefined) continue
    const texts = (Array.isArray(given) ? given : [given]).map(String)
    const value = locate(`--${field.flag}`, () => readValue(field, texts))
    const stated = typed[attribute(`${field.flag}-stated`)] as string | undefined
    setAt(draft, field.path, stated === undefined ? value : { ...(value as object), stated })
  }
  return draft
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
