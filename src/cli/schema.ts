import { Argument, type Command } from 'commander'
import { safeJson } from '../io/untrusted.ts'
import { readChoice } from '../model/choice.ts'
import { jsonSchemaOf, jsonSchemaOfAll } from '../model/json-schema.ts'
import { RECORD_TYPES, type RecordType } from '../model/vocabulary.ts'
import { offering } from './choices.ts'
import type { Context } from './context.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Print the JSON Schema (draft 2020-12) of one type of record, or of all: what a case holds and what --json prints.',
    )
    .addArgument(offering(new Argument('[TYPE]', RECORD_TYPES.join(', ')), RECORD_TYPES))
    .addHelpText(
      'after',
      `
Examples:
  $ trace schema > records.schema.json
  $ trace schema observation`,
    )
    .action((type: string | undefined) => {
      runSchema(context, type)
    })
}

/** @throws Failure `bad-choice` for a type there is none of. */
export function runSchema(context: Pick<Context, 'stdout'>, type: string | undefined): void {
  const schema =
    type === undefined ? jsonSchemaOfAll() : jsonSchemaOf(readChoice(type, RECORD_TYPES) as RecordType)
  context.stdout.write(`${safeJson(schema, 2)}\n`)
}
