import type { z } from 'zod'
import { contentId } from '../custody/content-id.ts'
import { Failure } from '../model/failure.ts'
import { fieldsOf } from '../model/fields.ts'
import { imoCheckDigitHolds } from '../model/identifiers.ts'
import { foldName } from '../model/names.ts'
import { valueAt } from '../model/path.ts'
import { schemas, type AnyRecord, type ObservationRecord, type RecordOf } from '../model/records.ts'
import { isContentKeyed, type ContentType, type RecordType } from '../model/vocabulary.ts'

/** A record before it has been checked: its type and whatever was given. */
export type Draft = { type: RecordType } & Record<string, unknown>

/**
 * Makes a draft a complete, valid revision: works out what follows from its fields (a content id, the IMO check, the
 * stage of something seen under way) and checks it against its schema and the rules that span fields.
 *
 * @param draft with `revision` when it is not the first
 * @throws Failure `bad-value`, `missing-fields`, `none-with-quantity`, `zero-seen`
 */
export function complete<T extends RecordType>(draft: { type: T } & Record<string, unknown>): RecordOf[T] {
  const given = withoutEmpty({ revision: 1, ...draft }) as Draft
  const derived = derive(given)
  const record = { ...derived, id: derived.id ?? contentIdOf(derived) }
  const parsed = schemas[draft.type].safeParse(record)
  if (!parsed.success) throw invalid(draft.type, parsed.error, record)
  checkRules(parsed.data)
  return parsed.data as RecordOf[T]
}

/** The rules that span fields, of a record that fits its schema. @throws Failure, see {@link complete} */
export function checkRules(record: AnyRecord): void {
  if (record.type === 'observation') checkObservation(record)
  checkEnds(record)
}

function contentIdOf(draft: Draft): unknown {
  const { type } = draft
  return isContentKeyed(type) ? contentId(draft as Draft & { type: ContentType }) : undefined
}

function derive(draft: Draft): Draft {
  if (draft.type === 'vessel') {
    const { imoCheck: _, ...rest } = draft
    const wrong = typeof draft.imo === 'string' && !imoCheckDigitHolds(draft.imo)
    return wrong ? { ...rest, imoCheck: 'wrong' } : rest
  }
  if (draft.type === 'observation') {
    const { along, shows } = draft as Partial<ObservationRecord>
    const outcome = draft.outcome ?? 'seen'
    // What is seen along a leg shows it under way; the link is made explicit, so that every reading finds it.
    const links =
      along === undefined || shows?.some(({ leg }) => leg === along) === true
        ? shows
        : [...(shows ?? []), { leg: along, stage: 'in-transit' as const }]
    return { ...draft, outcome, ...(links === undefined ? {} : { shows: links }) }
  }
  return draft
}

/** Leaves out what is undefined, an empty text, an empty list or a group with nothing in it. What is full is given back as it is. */
function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  if (isFull(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, isGroup(inner) ? withoutEmpty(inner) : inner] as const)
      .filter(([, inner]) => !isNothing(inner)),
  )
}

function isFull(value: Readonly<Record<string, unknown>>): boolean {
  for (const name of Object.keys(value)) {
    const inner = value[name]
    if (isNothing(inner) || (isGroup(inner) && !isFull(inner))) return false
  }
  return true
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isGroup(value) && Object.keys(value).length === 0
}

/** What joins two things cannot join a thing with itself. @throws Failure `bad-value`, `derivation-cycle`. */
function checkEnds(record: AnyRecord): void {
  if (record.type === 'leg' && record.from === record.to) {
    throw new Failure(
      'bad-value',
      `A leg goes from one place to another, and both of these are ${record.from}.`,
      { hint: 'Name two different places.' },
    )
  }
  if (record.type === 'leg' && (record.speed?.min ?? 0) > (record.speed?.max ?? Infinity)) {
    throw new Failure('bad-value', 'The slowest speed is above the fastest.', {
      hint: 'Swap --speed-min and --speed-max.',
    })
  }
  if (
    record.type === 'relation' &&
    record.subject.type === 'organisation' &&
    record.subject.id === record.object
  ) {
    throw new Failure('bad-value', `A relation ties two, and both of these are ${record.object}.`, {
      hint: 'Name two different organisations.',
    })
  }
  if (record.type === 'conversion' && foldName(record.from) === foldName(record.to)) {
    throw new Failure('bad-value', `A conversion ties two units, and both of these are ${record.from}.`, {
      hint: 'Name two different units.',
    })
  }
  if (record.type === 'conversion' && record.factor.high === 0) {
    throw new Failure('bad-value', `One of ${record.from} would be none of ${record.to}.`, {
      where: 'factor',
      hint: 'Give a factor above 0: how many of the second unit one of the first is taken to be.',
    })
  }
  if (record.type === 'derivation' && record.source === record.from) {
    throw new Failure(
      'derivation-cycle',
      `${record.source} would derive from itself: ${record.source} → ${record.from}.`,
      {
        hint: 'Name the document it repeats.',
      },
    )
  }
}

function checkObservation(observation: ObservationRecord): void {
  // A statement may speak of no place of ours: a total for a whole country, say.
  if (observation.kind !== 'statement') checkGiven('observation', observation, ['place', 'along', 'shows'])
  const { outcome, quantity } = observation
  if (outcome !== 'seen' && quantity !== undefined) {
    throw new Failure(
      'none-with-quantity',
      `An observation that is ${outcome} cannot have a quantity (${quantity.text}).`,
      {
        hint: 'Leave the quantity out, or use the outcome "seen" if something was counted.',
      },
    )
  }
  if (outcome === 'seen' && quantity?.high === 0) {
    throw new Failure('zero-seen', 'A count of 0 is not something seen.', {
      hint: 'Use --outcome none-seen if somebody looked and would have seen it, not-visible if it could not have been seen.',
    })
  }
}

/** @throws Failure `missing-fields` unless one of the fields is there. */
function checkGiven(type: RecordType, record: AnyRecord, fields: readonly string[]): void {
  if (fields.some((field) => (record as unknown as Record<string, unknown>)[field] !== undefined)) return
  const flags = fieldsOf(type)
    .filter(({ path }) => fields.includes(path[0] ?? ''))
    .map(({ flag }) => `--${flag ?? ''}`)
  throw new Failure('missing-fields', `This ${type} needs one of ${flags.join(', ')}.`)
}

/** Says in a sentence what a schema does not accept, and names the field as a person knows it. */
function invalid(type: RecordType, error: z.ZodError, record: Draft): Failure {
  const [issue] = error.issues
  const path = issue?.path.filter((part) => typeof part === 'string') ?? []
  const field = fieldsOf(type).find((candidate) => path.join('.').startsWith(candidate.path.join('.')))
  const name = field?.column ?? path.join('_')
  const value = valueAt(record, path)
  if (value === undefined && issue?.code !== 'unrecognized_keys') {
    return new Failure('missing-fields', `This ${type} needs ${article(name)}.`, {
      ...(field?.flag === undefined
        ? {}
        : { hint: `Give it with --${field.flag} ${field.value}: ${field.description}.` }),
    })
  }
  const shown = typeof value === 'string' || typeof value === 'number' ? `"${String(value)}"` : 'This'
  return new Failure('bad-value', `${shown} cannot be the ${name} of ${article(type)}: ${reason(issue)}.`, {
    where: name,
    ...(field === undefined ? {} : { hint: `${capital(field.description)}.` }),
  })
}

function reason(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'too_big':
      return `it may be at most ${String(issue.maximum)}`
    case 'too_small':
      return `it has to be ${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`
    case 'invalid_type':
      return `it has to be ${article(issue.expected === 'int' ? 'whole number' : issue.expected)}`
    case 'invalid_format':
      return 'it is not written like one'
    case 'unrecognized_keys':
      return `there is no ${issue.keys.join(', ')}`
    default:
      return (issue?.message ?? 'it does not fit').replace(/^[A-Z]/, (letter) => letter.toLowerCase())
  }
}

function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
