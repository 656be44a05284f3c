import { readChoice } from './choice.ts'
import { Failure } from './failure.ts'
import type { Field } from './fields.ts'
import { splitTexts } from './field-text.ts'
import { parseQuantity } from './quantity.ts'
import { STAGES } from './vocabulary.ts'
import { parseWhen } from './when.ts'

/*
 * Beside field-text.ts, which writes what is read here: commands that only print do without the reader of dates.
 */

/**
 * The value a field gets from what a person typed.
 * @param texts one text, or several for fields that take several (each may itself hold several, separated by ";").
 * @throws Failure of the value's own parser, `bad-number`, `bad-choice` or `bad-value`.
 */
export function readValue(field: Field, texts: readonly string[]): unknown {
  const [text = ''] = texts
  switch (field.form) {
    case 'text':
      return text
    case 'number':
      return readNumber(text)
    case 'boolean':
      return readBoolean(text)
    case 'choice':
      return readChoice(text, field.choices ?? [])
    case 'when':
      return parseWhen(text)
    case 'quantity':
      return parseQuantity(text)
    case 'texts':
      return texts.flatMap(splitTexts)
    case 'counts':
      return readCounts(texts.flatMap(splitTexts))
    case 'shows':
      return texts.flatMap(splitTexts).map(readShown)
  }
}

function readNumber(text: string): number {
  const typed = text.trim()
  if (!/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(typed) || !Number.isFinite(Number(typed))) {
    throw new Failure('bad-number', `"${typed}" is no number.`, {
      hint: 'Write digits, with a point for decimals: 42.2556.',
    })
  }
  return Number(typed)
}

function readBoolean(text: string): boolean {
  const typed = text.trim().toLowerCase()
  if (['true', 'yes', '1'].includes(typed)) return true
  if (['false', 'no', '0'].includes(typed)) return false
  throw new Failure('bad-choice', `"${text}" is neither yes nor no.`, { hint: 'Write yes or no.' })
}

function readCounts(parts: readonly string[]): Record<string, number> {
  const counts = parts.map(readCount)
  const names = counts.map(([name]) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) {
    throw new Failure('bad-value', `"${twice}" is counted twice.`, {
      hint: 'Give each kind once, with its sum.',
    })
  }
  return Object.fromEntries(counts)
}

function readCount(part: string): [string, number] {
  const match = /^(.+)=(\d+)$/s.exec(part)
  // A name that JavaScript keeps for itself would be lost on the way.
  if (match === null || match[1] === '__proto__') {
    throw new Failure('bad-value', `"${part}" is no count of a kind.`, {
      hint: 'Write kind=number, for instance boxcar=60.',
    })
  }
  return [match[1] ?? '', Number(match[2])]
}

function readShown(part: string): { leg: string; stage?: string } {
  const [leg = '', stage, ...rest] = part.split(':')
  if (leg === '' || rest.length > 0) {
    throw new Failure('bad-value', `"${part}" is no leg with a stage.`, {
      hint: 'Write LEG or LEG:STAGE, for instance rajin-dunai:loaded.',
    })
  }
  return stage === undefined ? { leg } : { leg, stage: readChoice(stage, STAGES) }
}
