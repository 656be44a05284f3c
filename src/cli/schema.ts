import { Argument, type Command } from 'commander'
import { safeJson } from '../io/untrusted.ts'
import { readChoice } from '../model/choice.ts'
import { jsonSchemaOf, jsonSchemaOfAll } from '../model/json-schema.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import { offering } from './choices.ts'
import type { Context } from './context.ts'

const ROUTE_RESULT = 'route-result'
const MAPPING = 'mapping'
const SCHEMAS = [...RECORD_TYPES, ROUTE_RESULT, MAPPING] as const

export function build(command: Command, context: Context): void {
  command
    .description(
      'Print the JSON Schema (draft 2020-12) of one type of record, or of all: what a case holds and what --json prints; of what trace route prints with --json; or of the mapping of a spreadsheet (trace import --mapping).',
    )
    .addArgument(offering(new Argument('[TYPE]', SCHEMAS.join(', ')), SCHEMAS))
    .addHelpText(
      'after',
      `
Examples:
  $ trace schema > records.schema.json
  $ trace schema observation
  $ trace schema route-result
  $ trace schema mapping`,
    )
    .action((type: string | undefined) => runSchema(context, type))
}

/** @throws Failure `bad-choice` for a type there is none of. */
export async function runSchema(context: Pick<Context, 'stdout'>, type: string | undefined): Promise<void> {
  context.stdout.write(`${safeJson(await schemaOf(type), 2)}\n`)
}

async function schemaOf(word: string | undefined): Promise<Record<string, unknown>> {
  if (word === undefined) return jsonSchemaOfAll()
  const type = readChoice(word, SCHEMAS)
  if (type === ROUTE_RESULT) return (await import('../render/route-result.ts')).routeResultSchema()
  if (type === MAPPING) return (await import('../exchange/mapping.ts')).mappingSchema()
  return jsonSchemaOf(type as RecordType)
}
