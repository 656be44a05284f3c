import { readChoice } from '../model/choice.ts'
import { locate } from '../model/failure.ts'
import type { RecordType } from '../model/vocabulary.ts'

/** Types of records that people keep in tables, by what they call them. */
const TYPES: Readonly<Record<string, RecordType>> = {
  observations: 'observation',
  citations: 'citation',
  sources: 'source',
  derivations: 'derivation',
  places: 'place',
  vessels: 'vessel',
  organisations: 'organisation',
  relations: 'relation',
  routes: 'route',
  legs: 'leg',
  conversions: 'conversion',
  judgements: 'judgement',
}

export const RECORD_TABLES = Object.keys(TYPES)

/** @throws Failure `bad-choice` with the nearest word */
export function recordTable(word: string): RecordType {
  const name = locate('--as', () => readChoice(word, RECORD_TABLES))
  return TYPES[name] ?? 'observation'
}
