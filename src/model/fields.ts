import type { z } from 'zod'
import { fieldMeta, details as detailSchemas, Quantity, schemas, When, type FieldMeta } from './records.ts'
import { OBSERVATION_KINDS, type RecordType } from './vocabulary.ts'

/** How a field's value is written as text, on the command line and in a cell. */
export type FieldForm =
  | 'text'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'texts' // several texts
  | 'when'
  | 'quantity'
  | 'counts' // a count per name: boxcar=60
  | 'shows' // leg and stage: rajin-dunai:loaded

/** One field of a record as a person meets it: an option, a column, a line of `show`. */
export interface Field {
  /** Where the value stands in the record, for instance `['scene', 'cloudCover']`. */
  path: readonly string[]
  /** Column name in CSV and NDJSON rows, for instance `scene_cloud_cover`. */
  column: string
  /** Flag without its dashes, for instance `cloud-cover`; undefined when a person never sets it. */
  flag: string | undefined
  form: FieldForm
  choices: readonly string[] | undefined
  required: boolean
  description: string
  ref: RecordType | undefined
  /** What stands for the value in help texts. */
  value: string
  derived: boolean
  /** The kinds of observation that have it; undefined when all do. */
  kinds: readonly string[] | undefined
}

type Shape = Record<string, z.ZodType>

const cache = new Map<RecordType, Field[]>()

/** The fields of a record type in the order of its schema, without its envelope (type, id, revision, retracted, reason, resolves, undoes). */
export function fieldsOf(type: RecordType): readonly Field[] {
  const known = cache.get(type)
  if (known !== undefined) return known
  const fields = type === 'observation' ? observationFields() : walk(shapeOf(schemas[type]), [])
  cache.set(type, fields)
  return fields
}

const ENVELOPE = new Set(['type', 'id', 'revision', 'retracted', 'reason', 'resolves', 'undoes'])

function observationFields(): Field[] {
  const [first] = schemas.observation.options
  const kind: Field = {
    path: ['kind'],
    column: 'kind',
    flag: undefined,
    form: 'choice',
    choices: OBSERVATION_KINDS,
    required: true,
    description: 'what sort of observation it is',
    ref: undefined,
    value: 'KIND',
    derived: false,
    kinds: undefined,
  }
  const common = walk(shapeOf(first), []).filter(
    (field) => field.path[0] !== 'details' && field.path[0] !== 'kind',
  )
  const own = new Map<string, Field & { kinds: string[] }>()
  for (const name of OBSERVATION_KINDS) {
    for (const field of walk(shapeOf(detailSchemas[name]), ['details'])) {
      const known = own.get(field.column)
      if (known === undefined) own.set(field.column, { ...field, kinds: [name] })
      else known.kinds.push(name)
    }
  }
  return [kind, ...common, ...own.values()]
}

function shapeOf(schema: z.ZodType): Shape {
  return (schema as unknown as { shape: Shape }).shape
}

interface Unwrapped {
  inner: z.ZodType
  optional: boolean
  description: string
  meta: FieldMeta
}

/** Takes off `optional`, and gathers descriptions and metadata from every layer, the outermost winning. */
function unwrap(schema: z.ZodType): Unwrapped {
  let [current, optional] = [schema, false]
  let description = current.description
  let meta = fieldMeta.get(current) ?? {}
  while (current.def.type === 'optional') {
    optional = true
    current = (current as z.ZodOptional<z.ZodType>).unwrap()
    description ??= current.description
    meta = { ...fieldMeta.get(current), ...meta }
  }
  return { inner: current, optional, description: description ?? '', meta }
}

function walk(shape: Shape, parents: readonly string[]): Field[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    if (parents.length === 0 && ENVELOPE.has(name)) return []
    const { inner, optional, description, meta } = unwrap(schema)
    const path = [...parents, name]
    const { form, choices } = formOf(inner)
    if (form === undefined) {
      const children = walk(shapeOf(inner), path)
      return meta.internal === true ? children.map((child) => ({ ...child, flag: undefined })) : children
    }
    // A field inside a group takes its group's name along only where its own would be unclear.
    const plain = parents[0] === 'details' || parents[0] === 'scene' || parents[0] === 'quote' ? [name] : path
    const flag = meta.flag ?? kebab(parents[0] === 'quote' ? ['quote', name] : plain)
    return [
      {
        path,
        column: path.map((part) => snake(part)).join('_'),
        flag: meta.derived === true || meta.internal === true ? undefined : flag,
        form,
        choices,
        required: !optional && parents.length === 0,
        description,
        ref: meta.ref,
        value: meta.value ?? valueName(form, choices),
        derived: meta.derived === true,
        kinds: undefined,
      },
    ]
  })
}

function formOf(schema: z.ZodType): { form?: FieldForm; choices?: readonly string[] } {
  if (isSame(schema, When)) return { form: 'when' }
  if (isSame(schema, Quantity)) return { form: 'quantity' }
  switch (schema.def.type) {
    case 'string':
      return { form: 'text' }
    case 'number':
      return { form: 'number' }
    case 'boolean':
      return { form: 'boolean' }
    case 'enum':
      return { form: 'choice', choices: Object.values((schema as z.ZodEnum).enum).map(String) }
    case 'literal': {
      const values = [...(schema as z.ZodLiteral).values]
      if (values.every((value) => typeof value === 'boolean')) return { form: 'boolean' }
      return { form: 'choice', choices: values.map(String) }
    }
    case 'record':
      return { form: 'counts' }
    case 'array':
      return { form: (schema as z.ZodArray<z.ZodType>).element.def.type === 'object' ? 'shows' : 'texts' }
    default:
      return {}
  }
}

/** Whether a schema is `other`, give or take a description. */
function isSame(schema: z.ZodType, other: z.ZodType): boolean {
  return schema.def.type === 'object' && 'shape' in schema && shapeOf(schema) === shapeOf(other)
}

function valueName(form: FieldForm, choices: readonly string[] | undefined): string {
  if (choices !== undefined) return choices.length <= 4 ? choices.join('|') : 'WORD'
  return {
    text: 'TEXT',
    number: 'N',
    boolean: '',
    choice: 'WORD',
    texts: 'TEXT',
    when: 'DATE',
    quantity: 'QUANTITY',
    counts: 'NAME=N',
    shows: 'LEG[:STAGE]',
  }[form]
}

/** `cloudCover` → `cloud_cover`, as columns are called. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function kebab(path: readonly string[]): string {
  return path.map((part) => snake(part).replace(/_/g, '-')).join('-')
}
