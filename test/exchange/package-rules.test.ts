import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { describePackage, tableColumns } from '../../src/exchange/package.ts'
import { RECORD_TYPES } from '../../src/model/vocabulary.ts'

/*
 * The rules of Data Package v2 (datapackage.org: Data Package, Data Resource and Table Schema, with the profiles under
 * /profiles/2.0/) that apply to what we write, in words of our own: the published JSON Schemas are not ours to copy. Each
 * rule names the section it comes from.
 */

/** Field types with the constraints each may have (Table Schema, "Field Types" and "Field Constraints"). */
const CONSTRAINTS: Readonly<Record<string, readonly string[]>> = {
  string: ['required', 'unique', 'enum', 'pattern', 'minLength', 'maxLength'],
  number: ['required', 'unique', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  integer: ['required', 'unique', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  boolean: ['required', 'enum'],
  datetime: ['required', 'unique', 'enum', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
}

const text = { type: 'string' }
const texts = { type: 'array', items: text }

const FIELD = {
  type: 'object',
  // Table Schema, "Field": a name, and of the types one, with constraints of that type alone.
  required: ['name', 'type'],
  properties: {
    name: { type: 'string', minLength: 1 },
    type: { enum: Object.keys(CONSTRAINTS) },
    title: text,
    description: text,
    // "missingValues" of a field: texts, of which each is once.
    missingValues: { ...texts, uniqueItems: true },
    constraints: {
      type: 'object',
      properties: {
        required: { type: 'boolean' },
        unique: { type: 'boolean' },
        enum: { type: 'array', minItems: 1, uniqueItems: true },
      },
    },
  },
  allOf: Object.entries(CONSTRAINTS).map(([type, allowed]) => ({
    if: { properties: { type: { const: type } } },
    then: { properties: { constraints: { propertyNames: { enum: allowed } } } },
  })),
}

const SCHEMA = {
  type: 'object',
  required: ['fields'],
  properties: {
    $schema: { const: 'https://datapackage.org/profiles/2.0/tableschema.json' },
    fields: { type: 'array', minItems: 1, items: FIELD },
    // "primaryKey": a list of names, each once, or a name (which v2 still reads).
    primaryKey: { ...texts, minItems: 1, uniqueItems: true },
    uniqueKeys: { type: 'array', items: { ...texts, minItems: 1, uniqueItems: true } },
    missingValues: texts,
    // "foreignKeys": as many fields as are referred to.
    foreignKeys: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['fields', 'reference'],
        properties: {
          fields: texts,
          reference: { type: 'object', required: ['fields'], properties: { resource: text, fields: texts } },
        },
      },
    },
  },
}

const RESOURCE = {
  type: 'object',
  // Data Resource: a name, and either a path or data.
  required: ['name', 'path'],
  not: { required: ['data'] },
  properties: {
    $schema: { const: 'https://datapackage.org/profiles/2.0/dataresource.json' },
    // "name": lower case letters, digits, full stop, hyphen, underscore.
    name: { type: 'string', pattern: '^[-a-z0-9._]+$' },
    // "path": no absolute path, no way up, no hidden start.
    path: { type: 'string', pattern: '^(?![./~])(?!.*(?:^|/)\\.\\.(?:/|$))(?!.*\\\\)(?!.*:)[^/]+$' },
    type: { const: 'table' },
    format: text,
    mediatype: { type: 'string', pattern: '^.+/.+$' },
    encoding: text,
    schema: SCHEMA,
  },
}

const PACKAGE = {
  type: 'object',
  required: ['resources'],
  properties: {
    $schema: { const: 'https://datapackage.org/profiles/2.0/datapackage.json' },
    name: { type: 'string', pattern: '^[-a-z0-9._]+$' },
    title: text,
    description: text,
    // "created": RFC 3339, section 5.6.
    created: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:\\d{2})$',
    },
    resources: { type: 'array', minItems: 1, items: RESOURCE },
  },
}

interface Field {
  name: string
  type: string
  constraints?: { required?: boolean; unique?: boolean; enum?: string[] }
  missingValues?: string[]
}
interface Schema {
  fields: Field[]
  primaryKey?: string[]
  missingValues?: string[]
  foreignKeys?: { fields: string[]; reference: { resource?: string; fields: string[] } }[]
}
interface Descriptor {
  resources: { name: string; path: string; schema: Schema }[]
}

const isPackage = new Ajv({ strict: false, allErrors: true }).compile(PACKAGE)

/** What is wrong with a descriptor. */
function faultsOf(descriptor: Descriptor): string[] {
  if (!isPackage(descriptor)) {
    return (isPackage.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
  }
  const names = descriptor.resources.map(({ name }) => name)
  // Data Resource, "name": unique among the resources.
  const twice = names.filter((name, i) => names.indexOf(name) !== i)
  return [
    ...twice.map((name) => `${name} twice`),
    ...descriptor.resources.flatMap(({ name, schema }) => {
      const fields = schema.fields.map((field) => field.name)
      return [
        // Table Schema, "fields": no name twice, compared without regard to case.
        ...fields
          .filter((field, i) => fields.findIndex((one) => one.toLowerCase() === field.toLowerCase()) !== i)
          .map((field) => `${name}.${field} twice`),
        ...(schema.primaryKey ?? [])
          .filter((field) => !fields.includes(field))
          .map((field) => `the primary key of ${name} is of no field ${field}`),
        ...(schema.foreignKeys ?? [])
          .filter(({ reference }) => !['', ...names].includes(reference.resource ?? ''))
          .map(() => `a foreign key of ${name} is of no resource`),
      ]
    }),
  ]
}

/** Forms of the values of each type, in its default format (Table Schema, "Field Types"). */
const FORMS: Readonly<Record<string, RegExp>> = {
  string: /^[^]*$/,
  integer: /^[+-]?\d+$/,
  number: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?$/,
  boolean: /^(?:true|True|TRUE|1|false|False|FALSE|0)$/,
  datetime:
    /^-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?$/,
}

/** Reads a table by its schema and nothing else; undefined stands for null. @returns rows, and what is wrong with them */
function readBySchema(
  csv: string,
  schema: Schema,
): { rows: Record<string, string | undefined>[]; faults: string[] } {
  // Table Dialect, defaults: a comma, quotation marks doubled, CRLF, a heading.
  const [heading = [], ...lines] = Papa.parse<string[]>(csv, {
    delimiter: ',',
    newline: '\r\n',
    skipEmptyLines: true,
  }).data
  const faults: string[] = []
  // "fieldsMatch", the default: the heading is exactly the fields in their order.
  if (heading.join() !== schema.fields.map(({ name }) => name).join()) faults.push('another heading')
  const rows = lines.map((cells, line) => {
    if (cells.length !== heading.length) faults.push(`row ${String(line + 1)} has another length`)
    return Object.fromEntries(
      schema.fields.map((field, i) => {
        const cell = cells[i] ?? ''
        const missing = field.missingValues ?? schema.missingValues ?? ['']
        const value = missing.includes(cell) ? undefined : cell
        const fault = faultOf(field, value)
        if (fault !== undefined) faults.push(`row ${String(line + 1)}, ${field.name}: ${fault} (${cell})`)
        return [field.name, value]
      }),
    )
  })
  const { primaryKey = [] } = schema
  const keys = rows.map((row) => JSON.stringify(primaryKey.map((name) => row[name] ?? null)))
  // "primaryKey": it tells every row, and no part of it is null.
  if (primaryKey.length > 0 && (new Set(keys).size < keys.length || keys.some((key) => key.includes('null'))))
    faults.push('the primary key does not tell every row')
  return { rows, faults }
}

function faultOf({ type, constraints = {} }: Field, value: string | undefined): string | undefined {
  if (value === undefined) return constraints.required === true ? 'required' : undefined
  if (FORMS[type]?.test(value) !== true) return `no ${type}`
  return constraints.enum === undefined || constraints.enum.includes(value) ? undefined : 'none of the enum'
}

const FIXTURE = fileURLToPath(new URL('../../fixtures/orient-express', import.meta.url))
const descriptorOf = (json: string) => JSON.parse(json) as Descriptor
const fixture = descriptorOf(readFileSync(join(FIXTURE, 'datapackage.json'), 'utf8'))

describe('the descriptor of a package keeps the rules', () => {
  const about = { name: 'case', title: 'Case', created: '2023-01-01T00:00:00.000Z' }
  test.each([
    ['of the worked example', fixture],
    ['of a case', descriptorOf(describePackage({ ...about, hasMerges: false }))],
    ['of a case into which another was merged', descriptorOf(describePackage({ ...about, hasMerges: true }))],
  ])('%s', (_, descriptor) => {
    expect(faultsOf(descriptor)).toEqual([])
    expect(descriptor.resources.length).toBeGreaterThan(RECORD_TYPES.length - 1)
  })

  test('which would find what is wrong', () => {
    const broken = (change: (one: Descriptor) => void) => {
      const copy = structuredClone(fixture)
      change(copy)
      return faultsOf(copy)
    }
    const firstOf = (one: Descriptor) => one.resources[0]!
    expect(broken((one) => (one.resources = []))).not.toEqual([])
    expect(broken((one) => (firstOf(one).path = '../entries.csv'))).not.toEqual([])
    expect(broken((one) => (firstOf(one).name = 'case'))).toEqual(['case twice'])
    expect(broken((one) => (firstOf(one).schema.primaryKey = ['nothing']))).toHaveLength(1)
    expect(broken((one) => (firstOf(one).schema.fields[0]!.type = 'text'))).not.toEqual([])
    expect(broken((one) => firstOf(one).schema.fields.push({ name: 'NUMBER', type: 'integer' }))).toEqual([
      'entries.NUMBER twice',
    ])
    const pattern = { pattern: 'a' } as Field['constraints']
    expect(broken((one) => (firstOf(one).schema.fields[0]!.constraints = pattern!))).not.toEqual([])
  })
})

describe('every cell of the worked example has the type and the constraints of its field', () => {
  test.each(fixture.resources.map((resource) => [resource.name, resource] as const))(
    '%s',
    (_, { path, schema }) => {
      const { rows, faults } = readBySchema(readFileSync(join(FIXTURE, path), 'utf8'), schema)
      expect(faults).toEqual([])
      expect(rows.length).toBeGreaterThan(0)
    },
  )

  test('a reader would see what is wrong', () => {
    const schema: Schema = {
      primaryKey: ['id'],
      fields: [
        { name: 'id', type: 'string', constraints: { required: true } },
        { name: 'position', type: 'integer' },
        { name: 'lat', type: 'number' },
        { name: 'earliest', type: 'datetime', missingValues: ['', '..'] },
        { name: 'stance', type: 'string', constraints: { enum: ['supports'] } },
      ],
    }
    const faults = (row: string) =>
      readBySchema(`id,position,lat,earliest,stance\r\n${row}\r\n`, schema).faults
    expect(faults('rajin,3,-42.5e1,..,supports')).toEqual([])
    expect(faults(',3,1,,')).toHaveLength(2)
    expect(faults('rajin,three,1,,')).toHaveLength(1)
    expect(faults('rajin,3,"1,5",,')).toHaveLength(1)
    expect(faults('rajin,3,1,2023-10-16,')).toHaveLength(1)
    expect(faults('rajin,3,1,2023-13-16T00:00:00Z,')).toHaveLength(1)
    expect(faults('rajin,3,1,,contradicts')).toHaveLength(1)
    expect(faults('rajin,3,1,,\r\nrajin,4,1,,')).toHaveLength(1)
  })

  test('the columns of every table are of types that Table Schema has', () => {
    const types = new Set(RECORD_TYPES.flatMap((type) => tableColumns(type, true)).map(({ type }) => type))
    expect([...types].filter((type) => !Object.hasOwn(FORMS, type))).toEqual([])
  })
})
