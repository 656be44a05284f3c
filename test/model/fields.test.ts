import { describe, expect, test } from 'vitest'
import { fieldsOf, type Field } from '../../src/model/fields.ts'
import { OBSERVATION_KINDS, RECORD_TYPES, type RecordType } from '../../src/model/vocabulary.ts'

/*
 * Columns are what exports and imports are made of, and flags are what people type: neither is ever renamed. A new field
 * adds a line here.
 */
const FIELDS: Record<RecordType, string> = {
  case: `
    title, text, --title, required
  `,
  source: `
    kind, choice, --kind, required
    title, text, --title, required
    publisher, text, --publisher
    originator, text, --originator, key of organisation
    author, text, --author
    published, when, --published
    accessed, when, --accessed
    url, text, --url
    archived_url, text, --archived-url
    language, text, --language
    lineage, choice, --lineage, required
    reliability, choice, --reliability
    handling, choice, --handling
    scene_item, text, --item
    scene_platform, text, --platform
    scene_acquired, when, --acquired
    scene_gsd, number, --gsd
    scene_cloud_cover, number, --cloud-cover
    scene_footprint, text, --footprint
    file_sha256, text
    file_bytes, number
    file_media_type, text
    file_name, text
    file_text_sha256, text
    file_text_bytes, number
    file_text_by, text
    timestamp_size, number
    timestamp_root, text
    timestamp_time, text
    timestamp_authority, text
    note, text, --note
  `,
  derivation: `
    source, text, --source, required, key of source
    from, text, --from, required, key of source
    how, choice, --as, required
    note, text, --note
  `,
  place: `
    name, text, --name, required
    aliases, texts, --aliases
    kind, choice, --kind
    country, text, --country
    lat, number, --lat
    lon, number, --lon
    accuracy, number, --accuracy
    note, text, --note
  `,
  vessel: `
    name, text, --name, required
    former_names, texts, --former-names
    imo, text, --imo
    imo_check, choice, derived
    mmsi, text, --mmsi
    mmsi_valid, when, --mmsi-valid
    flag, text, --flag
    flag_valid, when, --flag-valid
    kind, choice, --kind
    note, text, --note
  `,
  organisation: `
    name, text, --name, required
    aliases, texts, --aliases
    country, text, --country
    identifiers, texts, --identifiers
    note, text, --note
  `,
  relation: `
    subject_type, choice, --subject-type
    subject_id, text, --subject-id
    predicate, choice, --predicate, required
    object, text, --object, required, key of organisation
    valid, when, --valid
    note, text, --note
  `,
  route: `
    name, text, --name, required
    note, text, --note
  `,
  leg: `
    route, text, --route, required, key of route
    from, text, --from, required, key of place
    to, text, --to, required, key of place
    mode, choice, --mode, required
    km, number, --km
    speed_min, number, --speed-min
    speed_max, number, --speed-max
    note, text, --note
  `,
  observation: `
    kind, choice, required
    place, text, --at, key of place
    along, text, --along, key of leg
    observed, when, --on
    outcome, choice, --outcome, required
    quantity, quantity, --count
    unit, text, --unit
    vessels, texts, --vessel, key of vessel
    claimed_by, text, --claimed-by, key of organisation
    judgement, text, --judgement
    likelihood, choice, --likelihood
    credibility, number, --credibility
    caveats, text, --caveats
    coverage, text, --coverage
    shows, shows, --leg
    scope, choice, --scope
    baseline, boolean, --baseline
    handling, choice, --handling
    note, text, --note
    details_activity, choice, --activity, only ship-sighting
    details_cars, counts, --cars, only railcar-count
    details_tarped, boolean, --tarped, only railcar-count
    details_consist, texts, --consist, only railcar-count
    details_colour, text, --colour, only container-count container-arrival
    details_size, text, --size, only container-count container-arrival
    details_lot, text, --lot, only container-count container-arrival
    details_change, choice, --change, only site-change
    details_topic, text, --topic, only statement
  `,
  citation: `
    about, text, --about, required
    source, text, --source, required, key of source
    stance, choice, --stance, required
    locator, text, --locator
    quote_exact, text, --quote
    quote_prefix, text, --quote-prefix
    quote_suffix, text, --quote-suffix
    quote_start, number, derived
    quote_end, number, derived
    quote_unverified, boolean
    states_quantity, quantity, --states-quantity
    states_unit, text, --states-unit
    states_observed, when, --states-observed
    states_words, text, --states-words
    states_scope, choice, --states-scope
    states_likelihood, choice, --states-likelihood
    states_change, choice, --states-change
    states_place, text, --states-place
    note, text, --note
  `,
  conversion: `
    from, text, --from, required
    to, text, --to, required
    factor, quantity, --factor, required
    source, text, --source, required, key of source
    locator, text, --locator
    note, text, --note
  `,
  judgement: `
    conflict, choice, required
    about, texts, required
    judgement, text, --judgement, required
    because, text, required
    likelihood, choice, --likelihood
    note, text, --note
  `,
  merge: `
    case, text, required
    title, text, required
    size, number, required
    root, text, required
    entries, number, required
    log_sha256, text
    log_bytes, number
  `,
}

function line(field: Field): string {
  return [
    field.column,
    field.form,
    ...(field.flag === undefined ? [] : [`--${field.flag}`]),
    ...(field.required ? ['required'] : []),
    ...(field.derived ? ['derived'] : []),
    ...(field.ref === undefined ? [] : [`key of ${field.ref}`]),
    ...(field.kinds === undefined ? [] : [`only ${field.kinds.join(' ')}`]),
  ].join(', ')
}

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, i) => values.indexOf(value) !== i)
}

describe.each(RECORD_TYPES)('the fields of a %s', (type) => {
  test('are these, in this order', () => {
    const expected = FIELDS[type]
      .split('\n')
      .map((text) => text.trim())
      .filter((text) => text !== '')
    expect(fieldsOf(type).map(line)).toEqual(expected)
  })

  test('have columns, flags and paths of their own', () => {
    const fields = fieldsOf(type)
    expect(duplicates(fields.map(({ column }) => column))).toEqual([])
    expect(duplicates(fields.flatMap(({ flag }) => flag ?? []))).toEqual([])
    expect(duplicates(fields.map(({ path }) => path.join('.')))).toEqual([])
  })

  test('are described, one by one', () => {
    expect(fieldsOf(type).filter(({ description }) => description.trim() === '')).toEqual([])
  })

  test('have names that need no quoting', () => {
    for (const { column, flag } of fieldsOf(type)) {
      expect(column).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/)
      expect(flag ?? 'none').toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    }
  })

  test('say what stands for their value, and offer the choices they have', () => {
    for (const { form, value, choices } of fieldsOf(type)) {
      if (form !== 'boolean') expect(value).not.toBe('')
      expect(choices !== undefined).toBe(form === 'choice')
    }
  })

  test('leave out the envelope', () => {
    const roots = fieldsOf(type).map(({ path }) => path[0])
    for (const name of ['type', 'id', 'revision', 'retracted', 'reason', 'resolves', 'undoes'])
      expect(roots).not.toContain(name)
  })
})

describe('the fields of one kind of observation', () => {
  test('name kinds that there are', () => {
    const kinds = fieldsOf('observation').flatMap((field) => field.kinds ?? [])
    expect(kinds.filter((kind) => !(OBSERVATION_KINDS as readonly string[]).includes(kind))).toEqual([])
  })
  test('stand in its details, and only they do', () => {
    for (const { path, kinds } of fieldsOf('observation'))
      expect(path[0] === 'details').toBe(kinds !== undefined)
  })
})

describe('what stands for a value in help texts', () => {
  test.each<[RecordType, column: string, value: string]>([
    ['place', 'name', 'TEXT'],
    ['place', 'lat', 'N'],
    ['place', 'kind', 'WORD'],
    ['source', 'lineage', 'original|derived|unknown'],
    ['source', 'originator', 'ORGANISATION'],
    ['source', 'published', 'DATE'],
    ['leg', 'from', 'PLACE'],
    ['observation', 'quantity', 'QUANTITY'],
    ['observation', 'vessels', 'VESSEL'],
    ['observation', 'shows', 'LEG[:STAGE]'],
    ['observation', 'details_cars', 'TYPE=N'],
    ['observation', 'details_tarped', ''],
  ])('of %s %s is %s', (type, column, value) => {
    expect(fieldsOf(type).find((field) => field.column === column)?.value).toBe(value)
  })
})
