import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import geojsonhint from '@mapbox/geojsonhint'
import { kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import { readXlsx } from 'hucre/xlsx'
import Papa from 'papaparse'
import { beforeAll, describe, expect, test } from 'vitest'
import { fromCell } from '../../src/exchange/csv.ts'
import { EVIDENCE_COLUMNS } from '../../src/exchange/evidence-row.ts'
import { rowColumns } from '../../src/exchange/rows.ts'
import { RECORD_TYPES } from '../../src/model/vocabulary.ts'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import { orientExpress, smallCase } from './example.ts'
import { BIN, tempFolder } from './harness.ts'

let example: TestCase
beforeAll(() => {
  example = orientExpress()
})

const NAMES = EVIDENCE_COLUMNS.map(({ name }) => name)
/** The cells of a table below its heading, by column; `fromCell` undoes our escapes. */
function rowsOf(text: string, delimiter = ','): Record<string, string>[] {
  const { data } = Papa.parse<Record<string, string>>(text, {
    header: true,
    delimiter,
    quoteChar: delimiter === ',' ? '"' : '\u0000',
    skipEmptyLines: true,
  })
  return data.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, fromCell(cell)])),
  )
}
const csv = (...argv: string[]) => rowsOf(example.traced(['export', ...argv]))

describe('every format of the rows', () => {
  test.each([{ tty: false }, { tty: true }])('holds the same rows (terminal: $tty)', async ({ tty }) => {
    const printed = (format: string) => {
      const { code, stdout, stderr } = example.trace(['export', 'orient-express', '-f', format], { tty })
      expect(code, stderr).toBe(0)
      expect(stderr).toContain('57 rows, of 32 observations.')
      return stdout
    }
    const rows = rowsOf(printed('csv'))
    expect(rows).toHaveLength(57)
    expect(rowsOf(printed('tsv'), '\t')).toEqual(rows)
    const objects = JSON.parse(printed('json')) as Record<string, unknown>[]
    expect(objects.map(textsOf)).toEqual(rows)
    const lines = printed('ndjson').trimEnd().split('\n')
    expect(lines.map((line) => textsOf(JSON.parse(line) as Record<string, unknown>))).toEqual(rows)
    const { features } = JSON.parse(printed('geojson')) as {
      features: { properties: Record<string, unknown> }[]
    }
    expect(features.slice(5).map(({ properties }) => textsOf(properties))).toEqual(rows)
    example.traced(['export', 'orient-express', '-o', 'chain.xlsx', '--force'])
    const { sheets } = await readXlsx(readFileSync(join(example.folder, 'chain.xlsx')))
    const [heading = [], ...cells] = sheets[0]!.rows
    expect(heading).toEqual(NAMES)
    expect(
      cells.map((row) => textsOf(Object.fromEntries(NAMES.map((name, i) => [name, dayOr(row[i])] as const)))),
    ).toEqual(rows)
  })

  test('prints nothing that a terminal acts on', () => {
    const kase = smallCase()
    const what = ['container-count', '--at', 'rajin', '--on', '2023-10-05', '--count', '2', '--note', HOSTILE]
    kase.traced(['record', ...what, '--source', 'csis-2023-10-06', '--leg', 'rajin-dunai:loaded'])
    for (const format of ['csv', 'tsv', 'json', 'ndjson', 'geojson', 'kml', 'markdown']) {
      const printed = kase.traced(['export', 'orient-express', '-f', format])
      expect(isHarmless(printed.replaceAll('\r\n', '\n')), format).toBe(true)
    }
  })

  test('a workbook has dates, numbers and texts, and is not printed on a terminal', async () => {
    example.traced([
      'export',
      '--all',
      '-o',
      'all.xlsx',
      '--force',
      '--columns',
      'observed,quantity_low,note',
    ])
    const { sheets } = await readXlsx(readFileSync(join(example.folder, 'all.xlsx')))
    const observed = sheets[0]!.rows.slice(1).map(([day]) => day)
    expect(observed).toContainEqual(new Date(Date.UTC(2023, 9, 5)))
    expect(observed).toContain('2023-08~/2023-10-16')
    expect(
      sheets[0]!.rows
        .slice(1)
        .every(([, low]) => low === null || low === undefined || typeof low === 'number'),
    ).toBe(true)
    const { code, stdout, stderr } = example.trace(['export', '--all', '-f', 'xlsx'], { tty: true })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Name a file with -o FILE.xlsx.')
  })
})

/** Absent values are empty cells. */
function textsOf(object: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      value === null || value === undefined ? '' : String(value as number),
    ]),
  )
}

function dayOr(cell: unknown): unknown {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : cell
}

describe('maps', () => {
  test('GeoJSON of the worked example is accepted, and says what it lacks', () => {
    const { stdout, stderr } = example.trace(['export', 'orient-express', '-f', 'geojson'])
    expect(geojsonhint.hint(stdout)).toEqual([])
    expect(stderr).toContain('19 features without a position')
    expect(stderr).toContain('1 leg without a line')
    const { features, trace } = JSON.parse(stdout) as { features: unknown[]; trace: object }
    expect(trace).toMatchObject({ rows: 57, observations: 32, without_position: 19, legs_without_line: 1 })
    expect(features[0]).toEqual({
      type: 'Feature',
      id: 'rajin-dunai',
      geometry: {
        type: 'LineString',
        coordinates: [
          [130.28308, 42.25559],
          [132.33542, 42.87879],
        ],
      },
      properties: {
        leg: 'rajin-dunai',
        route: 'orient-express',
        mode: 'sea',
        from: 'rajin',
        from_name: 'Rajin',
        to: 'dunai',
        to_name: 'Dunai',
        km: null,
      },
    })
  })

  test('KML of the worked example is read back with a placemark for each observation', () => {
    const { stdout, stderr } = example.trace(['export', 'orient-express', '-f', 'kml'])
    expect(stderr).toContain('57 rows, of 32 observations.')
    const { features } = kml(new DOMParser().parseFromString(stdout, 'text/xml')) as {
      features: {
        geometry: { type: string; coordinates: number[] } | null
        properties: Record<string, unknown>
      }[]
    }
    const observations = features.filter(({ properties }) => properties.observation !== undefined)
    const rows = csv('orient-express')
    const byId = new Map(rows.map((row) => [row.observation, row]))
    expect(observations.map(({ properties }) => properties.observation).sort()).toEqual(
      [...byId.keys()].sort(),
    )
    for (const { geometry, properties } of observations) {
      const row = byId.get(properties.observation as string)!
      if (row.lat === '') expect(geometry).toBeNull()
      else expect(geometry?.coordinates.slice(0, 2)).toEqual([Number(row.lon), Number(row.lat)])
      expect(properties.quantity ?? '').toBe(row.quantity)
    }
    const railcars = observations.find(({ properties }) => properties.quantity === '~73')
    expect(railcars?.properties).toMatchObject({
      name: '2023-10-05 railcar-count ~73 railcars',
      timespan: { begin: '2023-10-05T00:00:00.000Z', end: '2023-10-05T23:59:59.999Z' },
      origins: 'CSIS',
    })
  })

  test('have the columns that are asked for', () => {
    const argv = ['export', 'orient-express', '--columns', 'quantity,unit', '-f']
    const { features } = JSON.parse(example.traced([...argv, 'geojson'])) as {
      features: { properties: object }[]
    }
    expect(Object.keys(features.at(-1)!.properties)).toEqual(['quantity', 'unit'])
    const names = [...example.traced([...argv, 'kml']).matchAll(/<Data name="(.*?)">/g)].map(
      ([, name]) => name,
    )
    expect(new Set(names)).toEqual(new Set(['quantity', 'unit']))
  })
})

describe('a report in Markdown', () => {
  test('has the legs, the matrix, what is at odds, the observations and the numbered sources', () => {
    const report = example.traced(['export', 'orient-express', '-f', 'markdown'])
    for (const line of [
      '# Orient Express',
      '| 3 | tikhoretsk-front | road | – | – | 0 | – | no evidence |',
      '| 1 | rajin-dunai | 1 | 2 | · | 1 | 1 | · |',
      '- Weakest leg: 3 tikhoretsk-front (no evidence). Contents were not identified on any leg.',
      '### 5. tumangang-khasan: Tumangang → Khasan, rail',
      '  - Supported by [28]: states \\>=70 railcars (“at least seventy”)',
      '28. *rd.nl on railcars at Tumangang*. rd.nl, undated. Lineage: repeats [21] (summary).',
    ])
      expect(report.split('\n')).toContain(line)
    expect(report).toMatch(
      /^As of entry \d+, recorded \S+\. The log then had \d+ leaves and the root `[0-9a-f]{64}`\.$/m,
    )
    // Every number that is named has its source, in order.
    const named = [...report.matchAll(/\[(\d+)\](?!\()/g)].map(([, n]) => Number(n))
    const listed = [...report.matchAll(/^(\d+)\. /gm)].map(([, n]) => Number(n))
    expect(listed).toEqual(listed.map((_, i) => i + 1))
    expect(Math.max(...named)).toBeLessThanOrEqual(listed.length)
  })

  test('of a leg has that leg alone, into a file of its ending', () => {
    const cwd = tempFolder()
    const { code, stderr } = example.trace(['export', 'rajin-dunai', '-o', join(cwd, 'leg.md')])
    expect({ code, said: stderr.includes('The report is written to') }).toEqual({ code: 0, said: true })
    const report = readFileSync(join(cwd, 'leg.md'), 'utf8')
    expect(report).toMatch(/^# Orient Express: rajin-dunai\n/)
    expect(report.match(/^### /gm)).toHaveLength(1)
  })
})

describe('filters', () => {
  test('are those of `trace list`, also as --where, and hold together with a leg', () => {
    const ids = (...argv: string[]) => [...new Set(csv(...argv).map(({ observation }) => observation))].sort()
    const listed = (...argv: string[]) =>
      (example.json(['list', '--all', ...argv]) as { id: string }[]).map(({ id }) => id).sort()
    const filters = ['--place', 'tumangang', '--observed', '2023-10']
    expect(ids('--all', ...filters)).toEqual(listed(...filters))
    expect(ids('--all', ...filters).length).toBeGreaterThan(0)
    const where = ['--where', 'place=Tumangang', '--where', 'observed=2023-10']
    expect(ids('--all', ...where)).toEqual(listed(...filters))
    expect(listed(...where)).toEqual(listed(...filters))
    expect(ids('rajin-dunai', '--where', 'originator=RUSI')).toEqual(
      listed('--leg', 'rajin-dunai', '--originator', 'RUSI'),
    )
    expect(ids('orient-express', '--leg', 'rajin-dunai')).toEqual(listed('--leg', 'rajin-dunai'))
    expect(example.trace(['export', '--all', '--observed', '2023-10']).stderr).toContain(
      'undated left out by --observed.',
    )
  })

  test.each([
    ['a filter there is none of', ['--where', 'plase=rajin'], /Did you mean place\?/],
    ['a filter without a value', ['--where', 'place'], /write place=PLACE/],
    ['a word that is none', ['--where', 'kind=railcars'], /Did you mean railcar-count\?/],
    ['two times', ['--where', 'observed=2023', '--observed', '2024'], /There can be one filter observed/],
    ['filters on a package', ['-f', 'datapackage', '-o', 'p', '--place', 'rajin'], /Leave the filters out/],
  ])('refuse %s', (_, argv, message) => {
    example.refuses(['export', '--all', ...argv], message)
    if (argv[0] === '--where') example.refuses(['list', ...argv], message)
  })
})

describe('records of one type', () => {
  test.each(RECORD_TYPES.filter((type) => type !== 'case' && type !== 'merge'))(
    'are a row each: %s',
    (type) => {
      const printed = example.traced(['export', '--all', '--as', `${type}s`])
      const names = rowColumns(type).map(({ name }) => name)
      expect(printed.split('\r\n')[0]).toBe(names.join(','))
      const rows = rowsOf(printed)
      expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
      if (type === 'source') expect(rows.map(({ id }) => id)).toContain('rusi-2023-10-16')
    },
  )

  test('have the current revision, in the order of the log, and those that a filter leaves', () => {
    const kase = newCase()
    kase.traced(['place', 'add', 'Rajin', '-q'])
    kase.traced(['place', 'add', 'Dunai', '-q'])
    kase.traced(['place', 'add', 'Mistake', '-q'])
    kase.traced(['correct', 'rajin', '--country', 'KP', '--because', 'looked up', '-q'])
    kase.traced(['retract', 'mistake', '--because', 'no such place', '-q'])
    expect(kase.traced(['export', '--all', '--as', 'places', '--columns', 'id,revision,country'])).toBe(
      'id,revision,country\r\ndunai,1,\r\nrajin,2,KP\r\n',
    )
    const { stderr } = example.trace(['export', '--all', '--as', 'observations', '--place', 'tumangang'])
    expect(stderr).toMatch(/^\d+ rows, of observations\.\n$/)
  })

  test.each([
    ['a type there is none of', ['--all', '--as', 'source'], /Did you mean sources\?/],
    ['a route', ['orient-express', '--as', 'sources'], /is of the whole case/],
    ['a map', ['--all', '--as', 'places', '-f', 'kml'], /cannot be written as kml/],
    ['a label', ['--all', '--as', 'sources', '--tlp-max', 'GREEN'], /Leave --tlp-max out/],
    ['filters', ['--all', '--as', 'sources', '--place', 'rajin'], /The filters are on observations/],
    ['a column there is none of', ['--all', '--as', 'sources', '--columns', 'titel'], /Did you mean title\?/],
    ['a report of everything', ['--all', '-f', 'markdown'], /of one route or leg/],
    [
      'a report with a label',
      ['orient-express', '-f', 'markdown', '--tlp-max', 'RED'],
      /Leave --tlp-max out/,
    ],
  ])('refuse %s', (_, argv, message) => {
    example.refuses(['export', ...argv], message)
  })
})

describe('an export that is ended early', () => {
  /** Enough rows that it takes a while. */
  const large = () => newCase(withRows)

  test('by a pipe that is closed says nothing', () => {
    const { folder } = large()
    const piped = `"${process.execPath}" "${BIN}" export --all -q | head -n 1; echo "\${PIPESTATUS[0]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', piped], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^observation,revision.*\r\n0\n$/)
  })

  test('by Ctrl-C leaves nothing behind', async () => {
    const { folder } = large()
    const out = tempFolder()
    const child = spawn(process.execPath, [BIN, 'export', '--all', '-o', join(out, 'all.csv')], {
      cwd: folder,
    })
    // From when its file is being made.
    while (readdirSync(out).length === 0 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 1))
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number]
    expect([0, 130]).toContain(code)
    expect(readdirSync(out)).toEqual(code === 0 ? ['all.csv'] : [])
    expect(existsSync(join(out, 'all.csv'))).toBe(code === 0)
  })
})

/** A few hundred observations with long notes, by a data package: quicker than to record each. */
function withRows(kase: TestCase): void {
  kase.traced(['place', 'add', 'Rajin', '-q'])
  kase.traced(['source', 'add', '--kind', 'report', '--title', 'Synthetic', '--id', 'synthetic', '-q'])
  for (let i = 0; i < 12; i += 1)
    kase.traced([
      'record',
      'statement',
      '--at',
      'rajin',
      '--source',
      'synthetic',
      '--no-leg',
      '-q',
      '--note',
      `${String(i)} ${'long '.repeat(20_000)}`,
    ])
}
