import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readFailure } from '../io/file-failures.ts'
import {
  checkName,
  CREATABLE,
  DATE_ORDERS,
  DECIMALS,
  readMapping,
  readZone,
  SHEET_TYPES,
  type Creatable,
  type Mapping,
} from '../exchange/mapping.ts'
import { SHEET_FORMATS } from '../exchange/sheet.ts'
import { readChoice } from '../model/choice.ts'
import { Failure, locate } from '../model/failure.ts'
import type { Context } from './context.ts'
import type { OutputOptions } from './output.ts'
import type { GlobalOptions } from './session.ts'

/** What `trace import FILE` was told. */
export interface SheetOptionsTyped extends GlobalOptions, OutputOptions {
  as?: string
  map?: readonly string[]
  set?: readonly string[]
  values?: readonly string[]
  dates?: string
  zone?: string
  decimal?: string
  mapping?: string
  saveMapping?: string
  format?: string
  sheet?: string
  encoding?: string
  create?: string | true
  citeFile?: string | true
  title?: string
  lineage?: string
  dryRun?: boolean
  partial?: boolean
  rejects?: string
  force?: boolean
  yes?: boolean
  restore?: boolean
  unverified?: boolean
}

/** What a mapping file is refused above, in bytes. */
const MOST = 5_000_000

/**
 * The mapping that was told: that of the file, and over it the flags.
 * @throws Failure `bad-mapping`, `bad-choice`, `unreadable-file`, `usage`
 */
export async function mappingTold(context: Context, options: SheetOptionsTyped): Promise<Mapping> {
  const file = options.mapping === undefined ? {} : await mappingIn(resolve(context.cwd, options.mapping))
  const choice = <T extends string>(flag: string, word: string | undefined, choices: readonly T[]) =>
    word === undefined ? undefined : (locate(`--${flag}`, () => readChoice(word, choices)) as T)
  const as = choice('as', options.as, SHEET_TYPES)
  const dates = choice('dates', options.dates, DATE_ORDERS)
  const typedZone = options.zone
  const zone = typedZone === undefined ? undefined : locate('--zone', () => readZone(typedZone))
  const decimal = choice('decimal', options.decimal, DECIMALS)
  const format = choice('format', options.format, SHEET_FORMATS)
  const create = creatableIn(options.create)
  const map = pairs('map', options.map)
  const set = pairs('set', options.set)
  return {
    ...file,
    ...(as === undefined ? {} : { as }),
    ...(map.length === 0 ? {} : { map: { ...file.map, ...gathered(map) } }),
    ...(set.length === 0 ? {} : { set: { ...file.set, ...Object.fromEntries(set) } }),
    ...(options.values === undefined ? {} : { values: tables(file.values, options.values) }),
    ...(dates === undefined ? {} : { dates }),
    ...(zone === undefined ? {} : { zone }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(create === undefined ? {} : { create: [...create] }),
    ...(format === undefined ? {} : { format }),
    ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
  }
}

async function mappingIn(path: string): Promise<Mapping> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw readFailure(error, path)
  }
  if (bytes.length > MOST)
    throw new Failure('bad-mapping', 'This is too large for a mapping.', {
      where: path,
      hint: 'Name a file that --save-mapping wrote.',
    })
  return locate(path, () => readMapping(bytes.toString('utf8')))
}

/** `field=column` as typed; the first `=` is what separates them. */
function pairs(flag: string, typed: readonly string[] = []): [string, string][] {
  return typed.map((word) => {
    const at = word.indexOf('=')
    if (at > 0) {
      const [name, value] = [word.slice(0, at), word.slice(at + 1)]
      checkName(name)
      const told = typed.find((other) => other !== word && other.startsWith(`${name}=`))
      if (flag === 'set' && told !== undefined) throw toldTwice(flag, word, told)
      return [name, value]
    }
    throw new Failure('usage', `"${word}" is no field with a ${flag === 'map' ? 'column' : 'value'}.`, {
      where: `--${flag}`,
      hint:
        flag === 'map'
          ? 'Write --map FIELD=COLUMN, for instance --map observed="Date seen".'
          : 'Write --set FIELD=VALUE.',
    })
  })
}

function toldTwice(flag: string, one: string, other: string): Failure {
  return new Failure('usage', `"${one}" and "${other}" cannot both be.`, {
    where: `--${flag}`,
    hint: 'Leave one of them out.',
  })
}

/** A field that is told several columns has them all. */
function gathered(told: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const all = new Map<string, string[]>()
  for (const [field, column] of told) all.set(field, [...(all.get(field) ?? []), column])
  return Object.fromEntries(
    [...all].map(([field, columns]) => [field, columns.length === 1 ? (columns[0] ?? '') : columns]),
  )
}

/** `FIELD:theirs=ours` as typed. */
function tables(before: Mapping['values'], typed: readonly string[]): NonNullable<Mapping['values']> {
  const all: NonNullable<Mapping['values']> = structuredClone(before ?? {})
  for (const word of typed) {
    const [, field = '', theirs = '', ours = ''] = /^([^:=]+):(.*)=([^=]*)$/s.exec(word) ?? []
    if (field === '') {
      throw new Failure('usage', `"${word}" is no word of a field with ours for it.`, {
        where: '--values',
        hint: 'Write --values FIELD:THEIRS=OURS, for instance --values outcome:empty=none-seen.',
      })
    }
    checkName(field)
    checkName(theirs)
    const told = typed.find((other) => other !== word && other.startsWith(`${field}:${theirs}=`))
    if (told !== undefined) throw toldTwice('values', word, told)
    all[field] = { ...all[field], [theirs]: ours }
  }
  return all
}

function creatableIn(typed: string | true | undefined): readonly Creatable[] | undefined {
  if (typed === undefined) return undefined
  if (typed === true || typed === 'all') return CREATABLE
  return typed.split(',').map((word) => locate('--create', () => readChoice(word, CREATABLE)) as Creatable)
}
