import { writeValue } from './field-text.ts'
import { fieldsOf, type Field } from './fields.ts'
import { valueAt } from './path.ts'
import type { AnyRecord } from './records.ts'

/** One field that differs between two revisions, both sides as text. */
export interface Change {
  /** Column name of the field, for instance `observed`, or `quantity_stated` for the wording kept beside a value. */
  readonly field: string
  /** Undefined when the earlier revision does not have the field. */
  readonly before?: string
  /** Undefined when the later revision does not have it. */
  readonly after?: string
}

/**
 * What a revision changed, field by field, in the order of the schema. The envelope (revision, reason, retraction) is
 * not compared: it says how a revision came about, not what it states.
 * @param before the revision it supersedes; undefined for the first, of which every field is new
 */
export function changesOf(before: AnyRecord | undefined, after: AnyRecord): Change[] {
  return fieldsOf(after.type).flatMap((field) => {
    const [was, is] = [before === undefined ? {} : textsOf(field, before), textsOf(field, after)]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) =>
      change(name, was[name], is[name]),
    )
  })
}

function change(field: string, before: string | undefined, after: string | undefined): Change[] {
  if (before === after) return []
  return [{ field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
}

/** A field's value as text, and the source's own wording of it as a second one. */
function textsOf(field: Field, record: AnyRecord): Record<string, string> {
  const value = valueAt(record, field.path)
  if (value === undefined) return {}
  const stated =
    field.form === 'when' || field.form === 'quantity' ? (value as { stated?: string }).stated : undefined
  return {
    [field.column]: writeValue(field, value),
    ...(stated === undefined ? {} : { [`${field.column}_stated`]: stated }),
  }
}
