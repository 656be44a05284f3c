import { Option, type Command } from 'commander'
import type { TypedFilter } from '../case/list.ts'
import { readChoice } from '../model/choice.ts'
import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'
import { OBSERVATION_KINDS, OUTCOMES, STAGES } from '../model/vocabulary.ts'
import { offering } from './choices.ts'

/** The filters on observations as options; each can also be typed as `--where FIELD=VALUE`. */
interface Filter {
  /** Its name on the command line, without the dashes. */
  readonly name: string
  readonly value: string
  readonly field: keyof TypedFilter
  readonly description: string
  readonly choices?: readonly string[]
  /** A window of time and a search have one value; of any other filter several may be given, of which one has to fit. */
  readonly once?: true
}

const FILTERS: readonly Filter[] = [
  {
    name: 'kind',
    value: 'KIND',
    field: 'kind',
    description: 'kind of observation',
    choices: OBSERVATION_KINDS,
  },
  { name: 'place', value: 'PLACE', field: 'place', description: 'where' },
  { name: 'vessel', value: 'VESSEL', field: 'vessel', description: 'about this ship' },
  { name: 'leg', value: 'LEG', field: 'leg', description: 'evidence for this leg' },
  {
    name: 'stage',
    value: 'STAGE',
    field: 'stage',
    description: 'showing this stage of a leg',
    choices: STAGES,
  },
  { name: 'source', value: 'SOURCE', field: 'source', description: 'cited from this document' },
  {
    name: 'originator',
    value: 'ORGANISATION',
    field: 'originator',
    description: 'resting on what this organisation saw or said, also through those who repeat it',
  },
  { name: 'recorded-by', value: 'ANALYST', field: 'analyst', description: 'recorded by' },
  { name: 'grade', value: 'GRADE', field: 'grade', description: 'Admiralty code: B, 2 or B2' },
  { name: 'outcome', value: 'OUTCOME', field: 'outcome', description: 'outcome', choices: OUTCOMES },
  {
    name: 'observed',
    value: 'DATE',
    field: 'observed',
    description: 'may have been seen in this date or interval',
    once: true,
  },
  {
    name: 'text',
    value: 'WORDS',
    field: 'text',
    description: 'these words in its notes or quotations',
    once: true,
  },
]

/** What commander makes of the options of {@link addFilterOptions}, next to those of the program. */
export interface FilterOptions extends Omit<TypedFilter, 'analyst'> {
  recordedBy?: string[]
  where?: string[]
}

/** Adds the filters on observations. */
export function addFilterOptions(command: Command): void {
  for (const { name, value, description, choices, once } of FILTERS) {
    const option = new Option(
      `--${name} <${value}>`,
      choices === undefined ? description : `${description}: ${choices.join(', ')}`,
    )
    command.addOption(
      once === true
        ? option
        : option.argParser((word: string, before: string[] | undefined) => [
            ...(before ?? []),
            choices === undefined ? word : readChoice(word, choices),
          ]),
    )
  }
  command.addOption(
    offering(
      new Option('--where <FIELD=VALUE>', 'any of these filters, such as place=tumangang').argParser(
        (word: string, before: string[] | undefined) => [...(before ?? []), word],
      ),
      FILTERS.map(({ name }) => `${name}=`),
    ),
  )
}

/**
 * The filters that were typed, whichever way.
 * @throws Failure `bad-filter` for a field there is none of, or two values where one can hold; `bad-choice`
 */
export function typedFilter(options: FilterOptions): TypedFilter {
  const typed: Record<string, string | string[]> = {}
  for (const { field, name } of FILTERS) {
    const value = name === 'recorded-by' ? options.recordedBy : options[field as keyof FilterOptions]
    if (value !== undefined) typed[field] = value
  }
  for (const word of options.where ?? []) {
    const [name = '', value] = word.split(/=(.*)/s).map((part) => part.trim())
    const filter = FILTERS.find((one) => one.name === name.toLowerCase())
    if (filter === undefined || value === undefined || value === '') throw noSuchFilter(word, name, filter)
    if (filter.once === true) {
      if (typed[filter.field] !== undefined)
        throw new Failure('bad-filter', `There can be one filter ${filter.name}, and two were given.`, {
          where: `--where ${word}`,
          hint: 'Leave one of them out.',
        })
      typed[filter.field] = value
    } else {
      const read = filter.choices === undefined ? value : readChoice(value, filter.choices)
      typed[filter.field] = [...((typed[filter.field] as string[] | undefined) ?? []), read]
    }
  }
  return typed
}

/** Whether any filter was typed. */
export function isFiltered(options: FilterOptions): boolean {
  return Object.keys(typedFilter(options)).length > 0
}

function noSuchFilter(word: string, name: string, filter: Filter | undefined): Failure {
  const names = FILTERS.map((one) => one.name)
  const near = filter === undefined ? nearest(name.toLowerCase(), names) : undefined
  return new Failure(
    'bad-filter',
    filter === undefined
      ? `There is no filter "${name}".`
      : `The filter ${filter.name} has no value: write ${filter.name}=${filter.value}.`,
    {
      where: `--where ${word}`,
      hint: `${near === undefined ? '' : `Did you mean ${near}? `}Filters are ${names.join(', ')}.`,
    },
  )
}
