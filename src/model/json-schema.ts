import { z } from 'zod'
import { schemas } from './records.ts'
import { RECORD_TYPES, type RecordType } from './vocabulary.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/** Names a schema; nothing is to be found there. */
function idOf(name: string): string {
  return `urn:trace-evidence:record:${name}`
}

/**
 * A record type as JSON Schema, draft 2020-12. What a schema cannot say (a content id that fits its record, an
 * interval that fits its text) is checked by the program alone.
 */
export function jsonSchemaOf(type: RecordType): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schemas[type], { target: 'draft-2020-12' })
  return { $schema: $schema ?? DIALECT, $id: idOf(type), title: type, ...rest }
}

/** All record types as one compound document (JSON Schema Core 2020-12, section 9.3). */
export function jsonSchemaOfAll(): Record<string, unknown> {
  return {
    $schema: DIALECT,
    $id: idOf('any'),
    title: 'any record of a case',
    oneOf: RECORD_TYPES.map((type) => ({ $ref: idOf(type) })),
    $defs: Object.fromEntries(RECORD_TYPES.map((type) => [type, jsonSchemaOf(type)])),
  }
}
