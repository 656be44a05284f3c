import { z } from 'zod'
import { Failure } from '../model/failure.ts'

/*
 * A mapping says which column of somebody's spreadsheet holds which of our fields. It is written by `--save-mapping`,
 * read by `--mapping`, and described by `trace schema mapping`.
 */

/** What the rows of a sheet may be. */
export const SHEET_TYPES = [
  'observations',
  'sources',
  'places',
  'vessels',
  'organisations',
  'relations',
  'legs',
  'citations',
  'derivations',
  'conversions',
] as const
export type SheetType = (typeof SHEET_TYPES)[number]

/** What rows may name that is made for them, when that is asked for. */
export const CREATABLE = ['places', 'vessels', 'sources', 'organisations', 'legs'] as const
export type Creatable = (typeof CREATABLE)[number]

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const
export type DateOrder = (typeof DATE_ORDERS)[number]
export const DECIMALS = ['point', 'comma'] as const
export type Decimal = (typeof DECIMALS)[number]

/** A time zone as RFC 3339 writes it. */
const ZONE = /^(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/** A time zone as it is typed. @throws Failure `bad-choice` */
export function readZone(text: string): string {
  const typed = text
    .trim()
    .toUpperCase()
    .replace(/^(?:UTC|GMT)(?=[+-]|$)/, '')
  const zone = typed === '' ? 'Z' : typed.replace('−', '-')
  if (text.trim() !== '' && ZONE.test(zone)) return zone
  throw new Failure('bad-choice', `"${text}" is no time zone.`, {
    hint: 'Write Z for UTC, or the offset from it with hours and minutes, such as +09:00; the same all year.',
  })
}

const anyText = z.string().refine((text) => text.isWellFormed(), 'is not well-formed Unicode')
const words = anyText.min(1)

export const Mapping = z
  .strictObject({
    as: z.enum(SHEET_TYPES).optional().describe('what each row is; observations when left out'),
    map: z
      .record(words, z.union([words, z.array(words).min(1)]))
      .optional()
      .describe('our field: their column, or several columns for a field that takes several values'),
    set: z.record(words, anyText).optional().describe('our field: the value of every row'),
    values: z
      .record(words, z.record(anyText, anyText))
      .optional()
      .describe('our field: their word: our word'),
    dates: z
      .enum(DATE_ORDERS)
      .optional()
      .describe('how dates in figures are written: dmy 31/12/2023, mdy 12/31/2023, ymd 23/12/31'),
    zone: z
      .string()
      .regex(ZONE)
      .optional()
      .describe('time zone of times that name none: Z, or an offset such as +09:00'),
    decimal: z.enum(DECIMALS).optional().describe('the mark before decimals; the other one groups thousands'),
    create: z
      .array(z.enum(CREATABLE))
      .optional()
      .describe('what is made when a row names one the case does not have'),
    format: z.enum(['csv', 'tsv', 'xlsx', 'json', 'ndjson']).optional().describe('format of the file'),
    sheet: words.optional().describe('name of the sheet of a workbook'),
    encoding: words.optional().describe('encoding of the file, such as windows-1251'),
  })
  .meta({ title: 'mapping', description: 'Which columns of a spreadsheet hold which fields of a case.' })
export type Mapping = z.infer<typeof Mapping>

/** A mapping as JSON Schema, draft 2020-12. */
export function mappingSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(Mapping, { target: 'draft-2020-12' })
  return { $schema, $id: 'urn:trace-evidence:mapping', ...rest }
}

/**
 * Reads a mapping file.
 * @param text its JSON
 * @throws Failure `bad-mapping`, naming the member that does not fit
 */
export function readMapping(text: string): Mapping {
  const parsed = Mapping.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.map(String).join('.') ?? ''
  throw new Failure(
    'bad-mapping',
    `The mapping does not fit${path === '' ? '' : ` at ${path}`}: ${(issue?.message ?? 'unknown').replace(/^[A-Z]/, (letter) => letter.toLowerCase())}.`,
    { hint: 'See what it may hold with: trace schema mapping' },
  )
}

/** @throws Failure `bad-mapping` for the one name that an object cannot hold as it holds others (ECMA-262, B.2.2.1) */
export function checkName(name: string): void {
  if (name !== '__proto__') return
  throw new Failure('bad-mapping', '"__proto__" is no field, and no word that a mapping can hold.', {
    hint: 'Leave it out; if the sheet has that word, write another one there.',
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), (name, value: unknown) => {
      checkName(name)
      return value
    })
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('bad-mapping', 'The mapping is no JSON.', {
      hint: 'Have one written to begin with: trace import FILE --save-mapping MAPPING.json',
      cause,
    })
  }
}

/** A mapping as it is written to a file, in the order of its schema. */
export function writeMapping(mapping: Mapping): string {
  const ordered = Object.fromEntries(
    Object.keys(Mapping.shape).flatMap((name) => {
      const value = mapping[name as keyof Mapping]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  return `${JSON.stringify(ordered, null, 2)}\n`
}
