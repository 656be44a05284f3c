import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseQuantity } from '../../src/model/quantity.ts'
import { parseWhen } from '../../src/model/when.ts'
import { RECORD_TYPES } from '../../src/model/vocabulary.ts'
import { orientExpress, smallCase } from './example.ts'
import { trace, traced } from './harness.ts'

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0]

test.each(RECORD_TYPES)('trace schema %s', (type) => {
  const schema = JSON.parse(traced(['schema', type]))
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  expect(schema.$id).toBe(`urn:trace-evidence:record:${type}`)
})

test('every field of a place says what it is', () => {
  const { properties, required, additionalProperties } = JSON.parse(traced(['schema', 'place']))
  expect(required).toEqual(['type', 'id', 'revision', 'name'])
  expect(additionalProperties).toBe(false)
  expect(properties.lat).toMatchObject({ type: 'number', minimum: -90, maximum: 90 })
  for (const [name, field] of Object.entries<{ description?: string }>(properties)) {
    if (name !== 'type') expect(field.description, name).toBeTruthy()
  }
})

const railcars = {
  type: 'observation',
  id: '0123456789abcdef',
  revision: 1,
  kind: 'railcar-count',
  place: 'tumangang',
  observed: parseWhen('2023-10-05'),
  outcome: 'seen',
  quantity: parseQuantity('~73', 'around 73'),
  details: { cars: { boxcar: 60 }, tarped: true },
}

test('the schema accepts what the program accepts', () => {
  const schema = z.fromJSONSchema(JSON.parse(traced(['schema', 'observation'])) as JsonSchema)
  expect(schema.safeParse(railcars).success).toBe(true)
  expect(schema.safeParse({ ...railcars, credibility: 7 }).success).toBe(false)
  expect(schema.safeParse({ ...railcars, outcome: 'perhaps' }).success).toBe(false)
  expect(schema.safeParse({ ...railcars, kind: 'ship-sighting' }).success).toBe(false)
  expect(schema.safeParse({ ...railcars, colour: 'red' }).success).toBe(false)
})

test('what --json prints of a record fits its schema', () => {
  const { folder } = smallCase()
  const [schema, shown] = [
    traced(['schema', 'place']),
    traced(['place', 'show', 'rajin', '--json'], { cwd: folder }),
  ]
  const { record } = JSON.parse(shown)
  expect(z.fromJSONSchema(JSON.parse(schema) as JsonSchema).safeParse(record).success).toBe(true)
})

test('without a type it is one document with all of them', () => {
  const { $id, oneOf, $defs } = JSON.parse(traced(['schema']))
  expect($id).toBe('urn:trace-evidence:record:any')
  expect(Object.keys($defs)).toEqual([...RECORD_TYPES])
  expect(oneOf).toEqual(RECORD_TYPES.map((type) => ({ $ref: $defs[type].$id })))
})

test('a terminal and a pipe get the same', () => {
  expect(traced(['schema', 'leg'], { tty: true })).toBe(traced(['schema', 'leg']))
})

test('an unknown type is refused with a suggestion', () => {
  const { code, stdout, stderr } = trace(['schema', 'vesel'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('Did you mean vessel?')
})

describe('what trace route prints with --json', () => {
  const schema = z.fromJSONSchema(JSON.parse(traced(['schema', 'route-result'])) as JsonSchema)
  const printed = (name: string): unknown =>
    JSON.parse(traced(['route', name, '--json'], { cwd: orientExpress().folder }))

  test.each(['orient-express', 'rajin-dunai', 'dunai-tikhoretsk', 'rajin-vostochny', 'tumangang-khasan'])(
    'of %s fits its schema, with everything the rules found',
    (name) => {
      expect(schema.safeParse(printed(name)).error?.issues ?? []).toEqual([])
    },
  )

  test('does not fit it when something is missing or more', () => {
    const leg = printed('rajin-dunai') as { findings: object }
    expect(schema.safeParse({ ...leg, findings: { ...leg.findings, gaps: undefined } }).success).toBe(false)
    expect(schema.safeParse({ ...leg, score: 7 }).success).toBe(false)
  })
})
