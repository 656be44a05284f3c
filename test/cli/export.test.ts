import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { csvTable } from '../exchange/csv-table.ts'
import { EVIDENCE_COLUMNS } from '../../src/exchange/evidence-row.ts'
import { fieldsOf } from '../../src/model/fields.ts'
import { makeExample, NOTE } from '../exchange/example-case.ts'
import { newCase, type TestCase } from './cases.ts'
import { orientExpress, smallCase } from './example.ts'
import { tempFolder, trace, traced, type Where } from './harness.ts'

let root: string
let kase: string

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'trace-export-'))
  kase = join(root, 'case')
  await makeExample(kase, root)
})
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const inCase = (argv: readonly string[], where: Where = {}) => trace(argv, { cwd: kase, ...where })
const NAMES = EVIDENCE_COLUMNS.map(({ name }) => name)

describe('trace export', () => {
  test.each([
    ['in a pipe', {}],
    ['on a terminal', { tty: 100 }],
  ])('prints one row per observation and citation, %s', (_, where) => {
    const { code, stdout, stderr } = inCase(['export', '--all'], where)
    expect(code).toBe(0)
    expect(stderr).toContain('3 rows, of 2 observations.')
    const { columns, rows, problems } = csvTable(stdout)
    expect(problems).toEqual([])
    expect(columns).toEqual(NAMES)
    expect(rows.map(({ cells }) => [cells.kind, cells.source, cells.origins, cells.origin_count])).toEqual([
      ['site-change', undefined, undefined, '0'],
      ['railcar-count', 'csis-2023-10-06', 'CSIS', '1'],
      ['railcar-count', 'american-military-news-2023-10', 'CSIS', '1'],
    ])
    expect(rows[1]?.cells).toMatchObject({
      revision: '2',
      place: 'tumangang',
      place_name: 'Tumangang',
      lat: '42.417',
      shows: 'tumangang-khasan:departed; tumangang-khasan',
      observed: '2023-10-05',
      observed_latest: '2023-10-05T23:59:59.999Z',
      observed_stated: 'last Thursday',
      quantity: '~73',
      quantity_low: '66',
      quantity_high: '80',
      quantity_stated: 'around 73',
      details_tarped: 'true',
      details_cars: String.raw`boxcar=60; flat\; car=13`,
      note: NOTE,
      quote_exact: NOTE,
      states_quantity: '~73',
      source_title: NOTE,
      source_published: '2023-10-06',
      source_lineage: 'original',
      source_file_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      entry: '5',
      recorded_at: '2023-11-01T08:59:00.000Z',
      analyst: 'Ji-woo',
    })
    expect(rows[2]?.cells).toMatchObject({
      locator: '-3',
      source_title: '+73 railcars',
      source_url: 'https://example.org/a?b=1',
    })
  })

  test.each([
    ['a route', 'border'],
    ['a route by its name', 'Border'],
    ['a leg', 'tumangang-khasan'],
  ])('of %s has the observations linked to it', (_, name) => {
    const { rows } = csvTable(inCase(['export', name]).stdout)
    expect(rows.map(({ cells }) => cells.kind)).toEqual(['railcar-count', 'railcar-count'])
  })

  test('holds no control character and no formula', () => {
    const { stdout } = inCase(['export', '--all'])
    expect(stdout).not.toMatch(
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]|\r(?!\n)/,
    )
    expect(stdout).not.toMatch(/(^|,)"?[=@]/m)
    expect(stdout).toContain("'+73 railcars")
  })

  test('as JSON and NDJSON has every column in every object', () => {
    const all = JSON.parse(inCase(['export', '--all', '-f', 'json']).stdout)
    expect(all).toHaveLength(3)
    for (const one of all) expect(Object.keys(one)).toEqual(NAMES)
    expect(all[1]).toMatchObject({ quantity_low: 66, note: NOTE, along: null })
    const { stdout } = inCase(['export', '--all', '-f', 'ndjson'])
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(all)
    expect(JSON.parse(inCase(['export', '--all', '-f', 'json', '--as-of', '2']).stdout)).toEqual([])
  })

  test('has the columns that are asked for, in that order', () => {
    expect(inCase(['export', 'border', '--columns', 'quantity, place_name']).stdout).toBe(
      'quantity,place_name\r\n~73,Tumangang\r\n~73,Tumangang\r\n',
    )
  })

  test('as of an entry has what had been recorded then', () => {
    const { rows } = csvTable(inCase(['export', '--all', '--as-of', '4']).stdout)
    expect(rows.map(({ cells }) => [cells.kind, cells.revision, cells.quantity])).toEqual([
      ['railcar-count', '1', '73'],
      ['railcar-count', '1', '73'],
      ['ship-sighting', '1', undefined],
      ['site-change', '1', undefined],
    ])
  })

  test('by a day of publication says what it left out', () => {
    const { stdout, stderr } = inCase(['export', '--all', '--public-by', '2023-10-10', '--columns', 'source'])
    expect(stdout).toBe('source\r\ncsis-2023-10-06\r\n')
    expect(stderr).toContain('1 row, of 1 observation.')
    expect(stderr).toContain('Left out, as not certainly public by 2023-10-10: 1 observation, 1 citation.')
    expect(stderr).toContain('american-military-news-2023-10')
    expect(inCase(['export', '--all', '--public-by', '2023-10-01', '--columns', 'source']).stdout).toBe(
      'source\r\n',
    )
  })

  test('of a claim of one organisation gives that one as its origin, whatever else the article repeats', () => {
    const small = smallCase()
    const article = ['source', 'add', '--kind', 'article', '--title', 'Both reports', '--id', 'both']
    small.traced([...article, '--from', 'csis-2023-10-06', '--as', 'summary', '-q'])
    small.traced(['source', 'derive', 'both', '--from', 'rusi-2023-10-16', '--as', 'summary', '-q'])
    const claim = [
      'record',
      'statement',
      '--at',
      'rajin',
      '--note',
      'containers',
      '--source',
      'both',
      '--no-leg',
    ]
    small.traced([...claim, '--claimed-by', 'csis'])
    small.traced([...claim, '--count', '3'])
    const { stdout } = small.trace(['export', '--all', '--columns', 'origins,origin_count'])
    expect(stdout).toBe('origins,origin_count\r\nCSIS,1\r\nCSIS; RUSI,2\r\n')
    const [{ id }] = small.json(['list', '--text', 'containers', '--limit', '1']) as [{ id: string }]
    expect(small.json(['show', id])).toMatchObject({
      citations: [{ restsOn: { origins: [{ name: 'CSIS' }] } }],
      restsOn: { origins: [{ name: 'CSIS' }] },
    })
  })

  test('in a format that is said, under any name', () => {
    const cwd = tempFolder()
    traced(['--case', kase, 'export', 'border', '-f', 'csv', '-o', 'chain.txt'], { cwd })
    expect(readFileSync(join(cwd, 'chain.txt'), 'utf8')).toMatch(/^observation,revision/)
  })

  test.each([
    ['chain.csv', /^observation,revision/],
    ['chain.json', /^\[\n\{"observation"/],
    ['chain.ndjson', /^\{"observation"/],
    ['chain', /^observation,revision/],
  ])('writes %s in the format of its name, and never over another', (name, start) => {
    const cwd = tempFolder()
    const argv = ['--case', kase, 'export', 'border', '-o', name]
    expect(trace(argv, { cwd })).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `2 rows written to ${name}, of 1 observation.\n`,
    })
    expect(readFileSync(join(cwd, name), 'utf8')).toMatch(start)
    writeFileSync(join(cwd, name), 'mine')
    const again = trace(argv, { cwd })
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('--force')
    expect(readFileSync(join(cwd, name), 'utf8')).toBe('mine')
    expect(trace([...argv, '--force'], { cwd }).code).toBe(0)
    expect(readFileSync(join(cwd, name), 'utf8')).toMatch(start)
    expect(readdirSync(cwd)).toEqual([name])
  })

  test('writes the whole case as a data package, the same each time', () => {
    const cwd = tempFolder()
    const pack = (...more: string[]) =>
      trace(['--case', kase, 'export', '--all', '-f', 'datapackage', '-o', ...more], { cwd })
    expect(pack('package')).toMatchObject({ code: 0, stdout: '' })
    expect(readdirSync(join(cwd, 'package'))).toEqual(
      expect.arrayContaining(['datapackage.json', 'entries.csv', 'observations.csv', 'files']),
    )
    expect(pack('package').stderr).toContain('--force')
    expect(pack('package', '--force').code).toBe(0)
    expect(pack('earlier', '--as-of', '2').stderr).toContain('Entries: 2, revisions: 7, documents: 0')
    expect(readdirSync(cwd)).toEqual(['earlier', 'package'])
  })

  test.each([
    ['nothing', [], 'trace route'],
    ['a route and everything', ['border', '--all'], 'not both'],
    ['a route that is not there', ['bordr'], 'Did you mean border?'],
    ['an unknown format', ['--all', '-f', 'xls'], 'Choose one of csv, tsv, xlsx, json, ndjson'],
    ['a name that means another format', ['--all', '-o', 'chain.xls'], 'Say which with -f: csv, tsv'],
    ['an unknown column', ['--all', '--columns', 'quantty'], 'Did you mean quantity?'],
    ['no column', ['--all', '--columns', ','], 'names no column'],
    ['a folder that is not there', ['--all', '-o', 'nowhere/chain.csv'], 'Make the folder first.'],
    ['a package of one leg', ['border', '-f', 'datapackage', '-o', 'p'], '--all'],
    ['a package without a folder', ['--all', '-f', 'datapackage'], '-o FOLDER'],
    [
      'a package of what was public',
      ['--all', '-f', 'datapackage', '-o', 'p', '--public-by', '2023'],
      'whole history',
    ],
    [
      'a package with some columns',
      ['--all', '-f', 'datapackage', '-o', 'p', '--columns', 'note'],
      'all columns',
    ],
    [
      'a package of what may be published',
      ['--all', '-f', 'datapackage', '-o', 'p', '--tlp-max', 'GREEN'],
      'Leave --tlp-max out',
    ],
    ['a label there is none of', ['--all', '--tlp-max', 'gren'], 'Did you mean GREEN?'],
    ['a label that is not of TLP 2.0', ['--all', '--tlp-max', 'TLP:WHITE'], '"WHITE" is not one of CLEAR'],
    ['no label', ['--all', '--tlp-max', ''], 'at --tlp-max'],
    ['a day that is not in the calendar', ['--all', '--as-of', '2023-02-30'], 'February'],
  ])('refuses %s', (_, argv, said) => {
    const cwd = tempFolder()
    const { code, stdout, stderr } = trace(['--case', kase, 'export', ...argv], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
    expect(readdirSync(cwd)).toEqual([])
  })

  test('does not write into a device', () => {
    const { code, stderr } = inCase(['export', '--all', '-o', '/dev/null', '--force'])
    expect(code).toBe(2)
    expect(stderr).toContain('no ordinary file')
    expect(existsSync('/dev/null')).toBe(true)
  })

  test('lists its columns without a case, and has examples', () => {
    const rows = traced(['export', '--list-columns'], { cwd: tempFolder() }).trimEnd().split('\n').slice(1)
    expect(rows.map((row) => row.split('\t')[0])).toEqual(NAMES)
    expect(traced(['export', '--list-columns'], { tty: 80 })).toContain('quantity_low')
    expect(traced(['export', '--help'])).toContain('$ trace export orient-express -f csv -o chain.csv')
  })
})

/** Four observations of synthetic documents: without a label, CLEAR, AMBER by lineage, and RED for one of two documents. */
function labelled(kase: TestCase): void {
  const add = (id: string, ...more: string[]) =>
    kase.traced([
      'source',
      'add',
      '--kind',
      'report',
      '--title',
      `Synthetic ${id}`,
      '--id',
      id,
      '-q',
      ...more,
    ])
  for (const name of ['CSIS', 'RUSI']) kase.traced(['organisation', 'add', name, '-q'])
  kase.traced(['place', 'add', 'Rajin', '-q'])
  const original = ['--published', '2023-10-06', '--lineage', 'original', '--originator']
  add('plain', ...original, 'csis')
  add('clear', ...original, 'csis', '--handling', 'CLEAR')
  add('briefing', ...original, 'rusi', '--handling', 'amber')
  add('paper', '--published', '2023-10-20', '--handling', 'GREEN', '--from', 'briefing', '--as', 'summary')
  add('restricted', ...original, 'rusi', '--handling', 'RED')
  const record = (count: string, source: string, ...more: string[]) =>
    kase.json([
      ...['record', 'container-count', '--at', 'rajin', '--on', '2023-10-05', '--count', count],
      ...['--source', source, '--no-leg', '-q', ...more],
    ])
  record('1', 'plain')
  record('2', 'clear')
  record('3', 'paper')
  const { id } = record('4', 'clear', '--handling', 'GREEN')
  kase.traced(['link', id, 'restricted', '-q'])
}

describe('trace export, by label', () => {
  const COLUMNS = ['--columns', 'quantity,source,origins,origin_count,tlp']
  const rowsOf = (csv: string) => csv.trimEnd().split('\r\n').slice(1)
  const ALL = [
    '1,plain,CSIS,1,',
    '2,clear,CSIS,1,CLEAR',
    '3,paper,RUSI,1,AMBER',
    '4,clear,CSIS,2,GREEN',
    '4,restricted,RUSI,2,RED',
  ]

  test.each([{ tty: false }, { tty: true }])(
    'says the strictest of what it holds (terminal: $tty)',
    ({ tty }) => {
      const kase = newCase(labelled)
      const { code, stdout, stderr } = kase.trace(['export', '--all', ...COLUMNS], { tty })
      expect({ code, rows: rowsOf(stdout) }).toEqual({ code: 0, rows: ALL })
      expect(stderr).toBe(
        '5 rows, of 4 observations.\nTLP:RED, the strictest label of what it holds; 1 of 5 rows carries none.\n',
      )
      expect(kase.trace(['export', '--all', '--quiet'], { tty }).stderr).toBe('')
    },
  )

  test.each([
    ['CLEAR', 2, 'CLEAR', '3 rows of 2 observations', ['1,plain,CSIS,1,', '2,clear,CSIS,1,CLEAR']],
    ['green', 3, 'GREEN', '2 rows of 2 observations', [ALL[0], ALL[1], '4,clear,CSIS,1,GREEN']],
    ['TLP:AMBER', 4, 'AMBER', '1 row of 1 observation', [ALL[0], ALL[1], ALL[2], '4,clear,CSIS,1,GREEN']],
    [
      'tlp:amber+strict',
      4,
      'AMBER+STRICT',
      '1 row of 1 observation',
      [ALL[0], ALL[1], ALL[2], '4,clear,CSIS,1,GREEN'],
    ],
  ])('withholds what is above %s, and counts it', (limit, rows, label, withheld, expected) => {
    const { code, stdout, stderr } = newCase(labelled).trace([
      'export',
      '--all',
      ...COLUMNS,
      '--tlp-max',
      limit,
    ])
    expect({ code, rows: rowsOf(stdout) }).toEqual({ code: 0, rows: expected })
    const strictest = label === 'AMBER+STRICT' ? 'AMBER' : label
    expect(stderr).toBe(
      `${String(rows)} rows, of ${String(rows)} observations.\n` +
        `Withheld, as above TLP:${label}: ${withheld}.\n` +
        `TLP:${strictest}, the strictest label of what it holds; 1 of ${String(rows)} rows carries none.\n`,
    )
  })

  test('withholds nothing at the top', () => {
    const { stdout, stderr } = newCase(labelled).trace(['export', '--all', ...COLUMNS, '--tlp-max', 'red'])
    expect(rowsOf(stdout)).toEqual(ALL)
    expect(stderr).toContain('No row is above TLP:RED, and none was withheld.')
  })

  test.each(['csv', 'json', 'ndjson'])('withholds in %s too, to a file', (format) => {
    const kase = newCase(labelled)
    const file = join(kase.folder, 'out')
    const argv = ['export', '--all', '-f', format, '-o', file, '--tlp-max', 'GREEN']
    expect(kase.trace(argv).stderr).toContain(`3 rows written to ${file}, of 3 observations.\nWithheld`)
    const text = readFileSync(file, 'utf8')
    expect(text.match(/container-count/g)).toHaveLength(3)
    expect(text).not.toMatch(/AMBER|RED\b|RUSI|rusi|briefing|restricted/)
  })

  test('together with what was public, and what had been recorded', () => {
    const kase = newCase(labelled)
    const limited = ['export', '--all', ...COLUMNS, '--tlp-max', 'AMBER']
    const early = kase.trace([...limited, '--public-by', '2023-10-10'])
    expect(rowsOf(early.stdout)).toEqual([ALL[0], ALL[1], '4,clear,CSIS,1,GREEN'])
    expect(early.stderr).toContain('Withheld, as above TLP:AMBER: 1 row of 1 observation.')
    expect(early.stderr).toContain(
      'Left out, as not certainly public by 2023-10-10: 1 observation, 1 citation.',
    )
    const before = kase.trace([...limited, '--as-of', String(kase.entries() - 1)])
    expect(rowsOf(before.stdout)).toEqual([ALL[0], ALL[1], ALL[2], '4,clear,CSIS,1,GREEN'])
    expect(before.stderr).toContain('No row is above TLP:AMBER')
  })

  test('says when there is no label at all, only if it was asked', () => {
    const { folder } = smallCase()
    traced(['record', 'statement', '--at', 'rajin', '--source', 'csis-2023-10-06', '--no-leg', '-q'], {
      cwd: folder,
    })
    expect(trace(['export', '--all'], { cwd: folder }).stderr).not.toContain('TLP')
    expect(trace(['export', '--all', '--tlp-max', 'CLEAR'], { cwd: folder }).stderr).toContain(
      'None of its rows carries a TLP label, and without one nothing is withheld.',
    )
  })

  test('of a data package is the strictest of any revision', () => {
    const kase = newCase(labelled)
    kase.traced(['correct', 'restricted', '--handling', 'CLEAR', '--because', 'released'])
    const said = (name: string, ...more: string[]) =>
      kase.trace(['export', '--all', '-f', 'datapackage', '-o', name, ...more]).stderr
    expect(kase.trace(['export', '--all']).stderr).toContain('TLP:AMBER, the strictest')
    expect(said('package')).toContain(
      'TLP:RED, the strictest label of what it holds, earlier revisions included.\n',
    )
    expect(said('start', '--as-of', '1')).not.toContain('TLP')
  })
})

test('every field of an observation and of a citation is in the export, each once', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length)
  expect(NAMES).toEqual(expect.arrayContaining(fieldsOf('observation').map(({ column }) => column)))
  const own = fieldsOf('citation').map(({ column }) =>
    column === 'note' ? 'citation_note' : column === 'about' ? 'observation' : column,
  )
  expect(NAMES).toEqual(expect.arrayContaining(own))
  for (const { name, description } of EVIDENCE_COLUMNS) expect(description, name).not.toBe('')
})

describe('what an export never replaces', () => {
  test('the database and the documents of the case, whatever is forced', () => {
    const example = orientExpress()
    const document = readdirSync(join(example.folder, 'files'))[0] ?? ''
    for (const path of ['case.db', 'case.db-wal', join('files', document), join('files', 'new.csv')]) {
      example.refuses(['export', '--all', '-f', 'csv', '-o', path, '--force'], /belongs to the case/)
    }
    expect(example.json(['route'])).toHaveLength(1)
  })

  test('a folder that holds more than a package', () => {
    const example = orientExpress()
    example.traced(['export', '--all', '-f', 'datapackage', '-o', 'package'])
    writeFileSync(join(example.folder, 'package', 'my-notes.txt'), 'kept')
    example.refuses(
      ['export', '--all', '-f', 'datapackage', '-o', 'package', '--force'],
      /holds other things/,
    )
    example.refuses(['export', '--all', '-f', 'datapackage', '-o', '.', '--force'], /holds other things/)
    expect(readFileSync(join(example.folder, 'package', 'my-notes.txt'), 'utf8')).toBe('kept')
  })

  test.each<[string, (folder: string) => void]>([
    [
      "somebody's own tables",
      (folder) => {
        const path = join(folder, 'datapackage.json')
        const own = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
        delete own.trace
        writeFileSync(path, JSON.stringify(own))
      },
    ],
    [
      'tables of something else',
      (folder) => {
        const resources = [{ name: 'photos', path: 'places.csv' }]
        writeFileSync(join(folder, 'datapackage.json'), JSON.stringify({ trace: { format: 1 }, resources }))
      },
    ],
    [
      'a file among the documents',
      (folder) => {
        writeFileSync(join(folder, 'files', 'precious'), 'kept')
      },
    ],
    [
      'a folder among the documents',
      (folder) => {
        mkdirSync(join(folder, 'files', 'a'.repeat(64)))
        writeFileSync(join(folder, 'files', 'a'.repeat(64), 'precious'), 'kept')
      },
    ],
    [
      'a folder that is called as a table',
      (folder) => {
        rmSync(join(folder, 'places.csv'))
        mkdirSync(join(folder, 'places.csv'))
      },
    ],
    [
      'its documents elsewhere',
      (folder) => {
        renameSync(join(folder, 'files'), join(folder, '..', 'elsewhere'))
        symlinkSync('../elsewhere', join(folder, 'files'))
      },
    ],
  ])('a package with %s', (_, arrange) => {
    const cwd = tempFolder()
    const argv = ['--case', kase, 'export', '--all', '-f', 'datapackage', '-o', 'package']
    traced(argv, { cwd })
    arrange(join(cwd, 'package'))
    const names = () => readdirSync(cwd, { recursive: true }).sort()
    const before = names()
    const { code, stderr } = trace([...argv, '--force'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('The folder holds other things and is not replaced.')
    expect(names()).toEqual(before)
  })
})
