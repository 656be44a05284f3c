import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import type { Where } from './harness.ts'

/** A case with two places, a ship, a leg and a document. */
function kase(): Tried {
  const one = newCase(made)
  return {
    folder: one.folder,
    trace: (argv, where) => one.trace(argv, where),
    traced: (argv, where) => one.traced(argv, where),
    json: (argv, where) => one.json(argv, where) as unknown,
    entries: () => one.entries(),
  }
}

interface Tried {
  readonly folder: string
  readonly trace: TestCase['trace']
  readonly traced: TestCase['traced']
  readonly json: (argv: readonly string[], where?: Where) => unknown
  readonly entries: () => number
}

function made(one: TestCase): void {
  const traced: TestCase['traced'] = (argv) => one.traced(argv)
  traced(['place', 'add', 'Rajin', '--aliases', 'Najin', '--lat', '42.25', '--lon', '130.28'])
  traced(['place', 'add', 'Tumangang'])
  traced(['vessel', 'add', 'Angara'])
  traced([
    'source',
    'add',
    '--kind',
    'report',
    '--title',
    'Synthetic report A',
    '--id',
    'report-a',
    '--url',
    'https://example.org/a',
  ])
}

const HEADING = 'kind,place,observed,quantity,unit,source,note'
const ROWS = [
  'railcar-count,Rajin,2023-10-05,~73,railcars,report-a,first',
  'railcar-count,Najin,2023-10-06,40,railcars,Synthetic report A,by title',
  'railcar-count,tumangang,2023-10-07,60..73,railcars,https://example.org/a,by address',
]

function put(folder: string, name: string, lines: readonly string[]): string {
  const path = join(folder, '..', name)
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
  return path
}

describe('trace import of a sheet', () => {
  test.each([
    ['in a pipe', {}],
    ['on a terminal', { tty: 120 }],
  ])('takes in one that has our names, as one entry, %s', (_, where) => {
    const { folder, trace, entries, json } = kase()
    const before = entries()
    const { code, stdout, stderr } = trace(['import', put(folder, 'a.csv', [HEADING, ...ROWS])], where)
    expect({ code, entries: entries() }).toEqual({ code: 0, entries: before + 1 })
    expect(stdout).toMatch(/observations added\D+3/)
    expect(stderr).toContain(`Recorded as entry ${String(before + 1)}. To take it back: trace undo`)
    expect(json(['list'])).toHaveLength(3)
  })

  test('adds nothing the second time, and one row after one was changed', () => {
    const { folder, json, entries } = kase()
    json(['import', put(folder, 'a.csv', [HEADING, ...ROWS])])
    const before = entries()
    expect(json(['import', put(folder, 'a.csv', [HEADING, ...ROWS])])).toMatchObject({
      added: {},
      repeated: { observation: 3, citation: 3 },
      written: false,
    })
    expect(entries()).toBe(before)
    const changed = [
      ...ROWS.slice(0, 2),
      'railcar-count,tumangang,2023-10-07,61..73,railcars,report-a,by address',
    ]
    expect(json(['import', put(folder, 'a.csv', [HEADING, ...changed])])).toMatchObject({
      added: { observation: 1, citation: 1 },
      repeated: { observation: 2, citation: 2 },
    })
  })

  test('is all or nothing: one bad row, and nothing is written', () => {
    const { folder, trace, entries } = kase()
    const before = entries()
    const path = put(folder, 'a.csv', [
      HEADING,
      ...ROWS,
      'railcar-count,Rajinn,2023-10-05,3,railcars,report-a,',
    ])
    const { code, stdout, stderr } = trace(['import', path])
    expect({ code, entries: entries() }).toEqual({ code: 2, entries: before })
    expect(stdout).toContain('There is no place "Rajinn" in this case; the nearest name is')
    expect(stdout).toContain('--create places')
    expect(stderr).toContain('1 of 4 rows were rejected; nothing was written.')
  })

  test('takes the good rows with --partial, and gives the others in a file that can be mended and imported', () => {
    const { folder, json, trace, traced } = kase()
    const bad = 'railcar-count,Rajin,12/10/2023,3,railcars,report-a,"=1+1, ""x"""'
    const path = put(folder, 'a.csv', [HEADING, ...ROWS, bad])
    expect(json(['import', path, '--partial'])).toMatchObject({
      accepted: 3,
      rejected: 1,
      added: { observation: 3 },
    })
    const rejects = readFileSync(`${path}.rejected.csv`, 'utf8')
    expect(rejects).toContain(`${HEADING},trace_row,trace_reason`)
    expect(rejects).toContain('12 October 2023, or 10 December 2023')
    expect(trace(['import', path, '--partial']).stderr).toContain('There is a file of rejected rows already.')
    const mended = put(
      folder,
      'mended.csv',
      rejects.trimEnd().replace('12/10/2023', '2023-10-12').split('\n'),
    )
    expect(json(['import', mended])).toMatchObject({
      accepted: 1,
      rejected: 0,
      added: { observation: 1 },
      unused: [],
    })
    expect(traced(['export', '--all', '-f', 'ndjson'])).toContain('"note":"=1+1, \\"x\\""')
  })

  test('writes nothing in a dry run, and says what it would', () => {
    const { folder, json, entries } = kase()
    const before = entries()
    const path = put(folder, 'a.csv', [
      HEADING,
      ...ROWS,
      'railcar-count,Khasan,2023-10-05,3,railcars,report-a,',
    ])
    expect(json(['import', path, '--dry-run', '--create', 'places'])).toMatchObject({
      dryRun: true,
      written: false,
      added: { observation: 4, citation: 4, place: 1 },
      made: [{ type: 'place', id: 'khasan', title: 'Khasan', line: 5 }],
    })
    expect(entries()).toBe(before)
    expect(existsSync(`${path}.rejected.csv`)).toBe(false)
  })

  test('proposes a mapping for other names, and in a pipe waits to be told so', () => {
    const { folder, trace, entries, json } = kase()
    const path = put(folder, 'theirs.csv', [
      'Date seen,Site,No. of cars,Link,Colour of sky',
      '2023-10-05,Rajin,about 40,https://example.org/a,grey',
      '2023-10-06,Najin,40-50,https://example.org/a,grey',
    ])
    const before = entries()
    const { code, stdout, stderr } = trace(['import', path])
    expect({ code, entries: entries() }).toEqual({ code: 2, entries: before })
    expect(stdout).toContain('Date seen\tobserved\t2\t2023-10-05\twhat it is called')
    expect(stdout).toContain('No. of cars\tquantity\t2\tabout 40\twhat it is called')
    expect(stderr).toContain("--map observed='Date seen' --map place=Site --map quantity='No. of cars'")
    expect(
      json(['import', path, '--yes', '--set', 'kind=railcar-count', '--set', 'unit=railcars']),
    ).toMatchObject({
      added: { observation: 2 },
      unused: ['Colour of sky'],
    })
  })

  test('tries a proposed mapping in a dry run, and says which words of theirs want to be told', () => {
    const { folder, trace, entries } = kase()
    const path = put(folder, 'theirs.csv', [
      'Date,Yard,Cars,What,Link',
      '2023-10-05,Rajin,about 40,cars,https://example.org/a',
      '2023-10-06,Najin,40-50,containers,https://example.org/a',
    ])
    const before = entries()
    const tried = trace(['import', path, '--dry-run'])
    expect(tried).toMatchObject({ code: 2 })
    expect(tried.stderr).toContain('Cars\tquantity\t2\tabout 40')
    expect(tried.stderr).toContain(
      '--map observed=Date --map place=Yard --map quantity=Cars --map kind=What --map source_url=Link',
    )
    expect(tried.stdout).toContain('--values kind:cars=railcar-count what')
    const values = ['--values', 'kind:cars=railcar-count', '--values', 'kind:containers=container-count']
    const dry = trace(['import', path, '--dry-run', ...values])
    expect(dry).toMatchObject({ code: 0 })
    expect(dry.stdout).toMatch(/observations would be added\D+2/)
    expect(entries()).toBe(before)
    expect(trace(['import', path, '--yes', ...values])).toMatchObject({ code: 0 })
  })

  test('takes a column of plain figures that is called as a flag is for no count of each kind', () => {
    const { folder, json } = kase()
    const path = put(folder, 'cars.csv', [
      'observed,place,kind,Cars,source,Link',
      '2023-10-05,Rajin,railcar-count,73,report-a,x',
    ])
    expect(json(['import', path, '--map', 'note=Link'])).toMatchObject({
      added: { observation: 1 },
      unused: ['Cars'],
    })
    expect(json(['list'])).toHaveLength(1)
  })

  test('does not call new what was not made after all', () => {
    const { folder, trace } = kase()
    const path = put(folder, 'a.csv', [
      HEADING,
      'railcar-count,Khasan,2023-10-05,3,railcars,report-a,',
      'railcar-count,Rajin,no day,3,railcars,report-a,',
    ])
    const { code, stdout } = trace(['import', path, '--create', 'places'])
    expect(code).toBe(2)
    expect(stdout).toContain('would be new: place khasan')
    expect(trace(['import', path, '--create', 'places', '--partial']).stdout).toMatch(/^new: place khasan/m)
  })

  test('says what is in the case otherwise, and what is not there at all', () => {
    const { folder, trace } = kase()
    const path = put(folder, 'ships.csv', ['Vessel name,MMSI', 'Angara,273395510'])
    expect(trace(['import', path, '--as', 'vessels', '--yes']).stdout).toContain(
      'The vessel angara is in this case already, with nothing for mmsi.',
    )
    const places = put(folder, 'places.csv', ['name,aliases', 'Rajin,Rason'])
    expect(trace(['import', places, '--as', 'places']).stdout).toContain(
      'The place rajin is in this case already, with something else for aliases.',
    )
  })

  test('says which names and titles it did not take, because the case has others', () => {
    const { folder, json } = kase()
    const path = put(folder, 'a.csv', [
      'kind,place,place_name,observed,source,source_title',
      'railcar-count,rajin,Rajin harbour,2023-10-05,report-a,Synthetic report A',
      'railcar-count,rajin,najin,2023-10-06,report-a,Another report',
      'railcar-count,tumangang,Tumangang station,2023-10-07,report-a,Another report',
    ])
    expect(json(['import', path])).toMatchObject({
      accepted: 3,
      notes: [
        'In 2 rows a place is named that is called otherwise in the case, and the name was not taken.',
        'In 2 rows a document is given a title that has another in the case, and the title was not taken.',
      ],
    })
  })

  test('takes times without a time zone in the one that is told, which the mapping keeps', () => {
    const { folder, trace, traced, json } = kase()
    const rows = ['kind,place,observed,source', 'ship-sighting,Rajin,2023-10-01 06:30,report-a']
    const path = put(folder, 'log.csv', rows)
    const refused = trace(['import', path])
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.stdout).toContain('--zone Z (UTC) or --zone +09:00')
    const mapping = join(folder, '..', 'zone.json')
    traced(['import', path, '--zone', 'UTC+09:00', '--save-mapping', mapping])
    expect(JSON.parse(readFileSync(mapping, 'utf8'))).toMatchObject({ zone: '+09:00' })
    expect(json(['list'])).toMatchObject([{ observed: { earliest: '2023-09-30T21:30:00.000Z' } }])
    expect(json(['import', path, '--mapping', mapping])).toMatchObject({ added: {} })
    expect(trace(['import', path, '--zone', 'Tokyo']).stderr).toContain('"Tokyo" is no time zone')
    expect(trace(['import', path, '--zone', '']).stderr).toContain('"" is no time zone')
  })

  test('takes a zero for what it was told to be, and not where the row says another thing', () => {
    const { folder, trace, json } = kase()
    const file = put(folder, 'zeros.csv', [
      'kind,place,observed,count,unit,source,outcome',
      'railcar-count,tumangang,2023-10-05,0,railcars,report-a,',
      'railcar-count,tumangang,2023-10-06,not-visible,railcars,report-a,',
      'railcar-count,tumangang,2023-10-07,0,railcars,report-a,seen',
    ])
    const told = ['import', file, '--values', 'quantity:0=none-seen', '--partial']
    expect(trace(told).stdout).toContain('The count says none-seen, and the outcome of the row is seen.')
    expect(json(['list'])).toMatchObject([
      { observed: { text: '2023-10-05' }, outcome: 'none-seen' },
      { observed: { text: '2023-10-06' }, outcome: 'not-visible' },
    ])
  })

  test('writes the mapping down, and takes it from there', () => {
    const { folder, trace, json, traced, entries } = kase()
    const path = put(folder, 'theirs.csv', ['Date,Site,Link', '5 Oct 2023,Rajin,https://example.org/a'])
    const mapping = join(folder, '..', 'mapping.json')
    const before = entries()
    traced(['import', path, '--set', 'kind=railcar-count', '--dates', 'dmy', '--save-mapping', mapping])
    expect(entries()).toBe(before)
    expect(JSON.parse(readFileSync(mapping, 'utf8'))).toEqual({
      as: 'observations',
      map: { observed: 'Date', place: 'Site', source_url: 'Link' },
      set: { kind: 'railcar-count' },
      dates: 'dmy',
    })
    expect(json(['import', path, '--mapping', mapping])).toMatchObject({ added: { observation: 1 } })
    expect(JSON.parse(traced(['schema', 'mapping']))).toMatchObject({ title: 'mapping' })
    writeFileSync(mapping, '{"maps":{}}')
    expect(trace(['import', path, '--mapping', mapping]).stderr).toContain('The mapping does not fit')
  })

  test('cites each row from the file itself, which it archives once', () => {
    const { folder, json, traced } = kase()
    const path = put(folder, 'counts.csv', [
      HEADING.replace(',source', ''),
      ...ROWS.map((row) => row.replace(/,(?:report-a|Synthetic report A|https:[^,]+)/, '')),
    ])
    const first = json([
      'import',
      path,
      '--cite-file',
      '--title',
      'Synthetic counts',
      '--lineage',
      'original',
    ])
    expect(first).toMatchObject({
      added: { source: 1, observation: 3, citation: 3 },
      source: 'synthetic-counts',
    })
    expect(traced(['export', '--all', '--columns', 'source,locator,source_lineage'])).toContain(
      'synthetic-counts,row 4,original',
    )
    expect(json(['import', '--cite-file', path])).toMatchObject({ added: {}, repeated: { citation: 3 } })
    expect(traced(['verify'])).toContain('Everything is as it was recorded')
  })

  test('says what it was told of a file that is a source already, and did not take', () => {
    const { folder, json, trace, traced } = kase()
    const path = put(folder, 'counts.csv', ['kind,place,observed', 'railcar-count,rajin,2023-10-05'])
    const cite = ['import', path, '--cite-file']
    json([...cite, '--title', 'Synthetic counts', '--lineage', 'original'])
    const more = put(folder, 'more.csv', ['kind,place,observed', 'railcar-count,rajin,2023-10-06'])
    const again = trace([
      'import',
      more,
      '--cite-file',
      path,
      '--title',
      'Other counts',
      '--lineage',
      'derived',
    ])
    expect(again.stderr).toContain('source synthetic-counts already, and its title stays "Synthetic counts"')
    expect(again.stderr).toContain(
      `its lineage stays "original". If it is "derived": trace correct synthetic-counts --lineage derived --because "…"`,
    )
    expect(again.stderr).not.toContain('counts as no origin')
    expect(trace([...cite, '--title', 'Synthetic counts']).stderr).not.toContain('stays')
    expect(traced(['show', 'synthetic-counts'])).toContain('original')
  })

  test('says of accepted rows only what it did not take', () => {
    const { folder, trace } = kase()
    const path = put(folder, 'a.csv', [
      'kind,place,place_name,observed,source',
      'railcar-count,rajin,Rajin harbour,2023-10-05,report-a',
      'railcar-count,rajin,Rajin harbour,12/10/2023,report-a',
      'railcar-count,rajin,Rajin harbour,2023-10-06,nowhere',
    ])
    expect(JSON.parse(trace(['import', path, '--partial', '--json']).stdout)).toMatchObject({
      accepted: 1,
      rejected: 2,
      notes: ['In 1 row a place is named that is called otherwise in the case, and the name was not taken.'],
    })
  })

  test('does not lose what a row says of a place or document that the case has otherwise', () => {
    const { folder, trace, traced } = kase()
    traced(['correct', 'report-a', '--reliability', 'B', '--because', 'known for it'])
    const path = put(folder, 'a.csv', [
      'kind,place,place_country,observed,source,source_reliability,source_lineage,source_handling',
      'railcar-count,rajin,KP,2023-10-05,report-a,F,unknown,',
      'railcar-count,rajin,,2023-10-06,report-a,B,,RED',
    ])
    const { stdout } = trace(['import', path, '--partial', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 1,
      notes: [
        'In 1 row the country is given of a place that has none in the case, and it was not taken.',
        'In 1 row the reliability of a source is another than in the case, and it was not taken.',
      ],
      rejections: [
        {
          line: 3,
          column: 'source_handling',
          value: 'RED',
          reason: 'The row labels the source report-a RED, and report-a has no label.',
        },
      ],
    })
  })

  test('takes a column that is called tlp for the label, and names what it does not use', () => {
    const { folder, json, trace } = kase()
    const path = put(folder, 'a.csv', [
      'kind,place,observed,source,tlp,quantity_low,quantity_high,observed_earliest',
      'railcar-count,rajin,2023-10-05,report-a,TLP:RED,70,80,2023-10-01',
    ])
    expect(trace(['import', path]).stderr).toContain(
      'Not used: "quantity_low", "quantity_high", "observed_earliest".',
    )
    expect(json(['list'])).toMatchObject([{ handling: 'RED' }])
    const both = put(folder, 'b.csv', [
      'kind,place,observed,source,tlp,handling',
      'railcar-count,rajin,2023-10-06,report-a,RED,AMBER',
    ])
    expect(trace(['import', both]).stderr).toContain('Not used: "tlp".')
    expect(json(['list', '--observed', '2023-10-06'])).toMatchObject([{ handling: 'AMBER' }])
  })

  test('rejects half of a sign, wherever it comes from', () => {
    const { folder, trace } = kase()
    const row = { kind: 'railcar-count', place: 'rajin', observed: '2023-10-05', source: 'report-a' }
    const text = JSON.stringify([row, { ...row, note: 'a\ud800' }])
    const path = put(folder, 'a.json', [text])
    expect(trace(['import', path])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('half of a sign in this text') as string,
    })
    const mapping = put(folder, 'm.json', [JSON.stringify({ set: { note: '\udc00' } })])
    const good = put(folder, 'b.json', [JSON.stringify([row])])
    expect(trace(['import', good, '--mapping', mapping]).stderr).toContain('is not well-formed Unicode')
  })

  test('suggests nothing that a shell would act on', () => {
    const { folder, trace } = kase()
    const path = put(folder, 'a.csv', [
      'kind,place,observed,source',
      "$(touch x)'`y`,rajin,2023-10-05,report-a",
    ])
    expect(trace(['import', path]).stdout).toContain(String.raw`--values 'kind:$(touch x)'\''`)
  })

  test.each([
    [['--set', 'unit=a', '--set', 'unit=b'], '"unit=a" and "unit=b" cannot both be.'],
    [['--values', 'unit:x=a', '--values', 'unit:x=b'], '"unit:x=a" and "unit:x=b" cannot both be.'],
    [['--set', '__proto__=a'], '"__proto__" is no field'],
    [['--values', 'unit:__proto__=a'], '"__proto__" is no field'],
    [['--partial', '--save-mapping', 'one.txt', '--rejects', 'one.txt'], 'cannot be one file'],
    [['--partial', '--rejects', 'nowhere/rejects.csv'], 'There is no folder to write into.'],
  ])('refuses %s and writes nothing', (flags, said) => {
    const { folder, trace, entries } = kase()
    const before = entries()
    const path = put(folder, 'a.csv', [HEADING, ...ROWS, 'railcar-count,Rajin,sometime,,,report-a,'])
    const { code, stderr } = trace(['import', path, ...flags])
    expect(stderr).toContain(said)
    expect(code).toBe(2)
    expect(entries()).toBe(before)
  })

  test('a derivation in a row that is rejected leaves nothing behind', () => {
    const { folder, json, trace, traced } = kase()
    for (const id of ['report-x', 'report-y', 'report-z'])
      traced(['source', 'add', '--kind', 'report', '--title', `Synthetic ${id}`, '--id', id, '-q'])
    const path = put(folder, 'repeats.csv', [
      'id,source,from,how',
      '1,report-x,report-y,summary',
      '1,report-z,report-x,summary',
      '2,report-x,report-z,summary',
      '3,report-z,report-y,summary',
    ])
    const { stdout, stderr } = trace(['import', path, '--as', 'derivations', '--partial'])
    expect(stdout + stderr).toContain('Row 2 has the number "1" too')
    expect(json(['source', 'list'])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'report-x', lineage: 'derived' }),
        expect.objectContaining({ id: 'report-z', lineage: 'derived' }),
      ]),
    )
    expect(stdout).toContain('accepted\t3')
  })

  test('brings back what was undone only when that is asked for', () => {
    const { folder, json, traced, trace } = kase()
    const path = put(folder, 'a.csv', [HEADING, ...ROWS])
    traced(['import', path])
    traced(['undo'])
    expect(trace(['import', path]).stdout).toContain('was retracted: undone')
    expect(json(['import', path, '--restore'])).toMatchObject({ added: { observation: 3, citation: 3 } })
    expect(json(['list'])).toHaveLength(3)
  })

  test('knows its own exports again', () => {
    const { folder, json, traced } = kase()
    traced(['import', put(folder, 'a.csv', [HEADING, ...ROWS])])
    const id = (json(['list']) as { id: string }[])[0]?.id ?? ''
    traced(['correct', id, '--count', '75', '--because', 'counted again'])
    for (const format of ['csv', 'xlsx', 'ndjson']) {
      const own = join(folder, '..', `own.${format}`)
      traced(['export', '--all', '-f', format, '-o', own])
      expect(json(['import', own])).toMatchObject({ accepted: 3, rejected: 0, added: {} })
    }
    for (const type of ['sources', 'places', 'vessels']) {
      const own = join(folder, '..', `${type}.csv`)
      traced(['export', '--all', '--as', type, '-f', 'csv', '-o', own])
      expect(json(['import', own, '--as', type])).toMatchObject({ rejected: 0, added: {} })
    }
  })

  test('prints nothing that a terminal acts on', () => {
    const { folder, trace } = kase()
    const path = put(folder, 'a.csv', [
      `${HEADING},${JSON.stringify(HOSTILE).replaceAll('\\"', '""').replaceAll('\\n', ' ')}`,
      `x${HOSTILE.replace(/[\n"]/g, '')},Rajin,,,,report-a,,y`,
    ])
    const { code, stdout, stderr } = trace(['import', path], { tty: 100 })
    expect(code).toBe(2)
    expect(isHarmless(stdout + stderr)).toBe(true)
  })

  test.each([
    [['--map', 'plaace=Site'], 'observations have no field "plaace"'],
    [['--map', 'place=Sit'], 'The sheet has no column "Sit"'],
    [['--map', 'place'], 'is no field with a column'],
    [['--values', 'outcome'], 'is no word of a field'],
    [['--as', 'observation-rows'], 'is not one of observations'],
    [['--dates', 'iso'], 'is not one of dmy, mdy, ymd'],
    [['--create', 'routes'], 'is not one of places'],
    [['--title', 'x', '--yes'], 'goes with --cite-file'],
  ])('refuses %j', (flags, said) => {
    const { folder, trace, entries } = kase()
    const before = entries()
    const path = put(folder, 'a.csv', [
      `Site,${HEADING.replace('place,', '')}`,
      'Rajin,railcar-count,2023-10-05,3,railcars,report-a,',
    ])
    const { code, stderr } = trace(['import', path, ...flags])
    expect(stderr).toContain(said)
    expect({ code, entries: entries() }).toEqual({ code: 2, entries: before })
  })
})
