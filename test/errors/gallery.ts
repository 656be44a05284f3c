import { hash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { printFailure } from '../../src/io/streams.ts'
import type { FailureCode } from '../../src/model/failure.ts'
import { asFailure } from '../../src/store/sqlite/failures.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { complete } from '../../src/case/complete.ts'
import { fieldsFrom } from '../../src/case/import-mapping.ts'
import { importSheet } from '../../src/case/import-sheet.ts'
import { signerFrom, signerText, verifierText } from '../../src/custody/note.ts'
import { granted, rejected, stampInfo, token } from '../custody/timestamp-reply.ts'

/*
 * Every failure a user can meet, with what provokes it. GALLERY.md is made of it (npm run gallery), and gallery.test.ts
 * holds the program to both.
 */

interface Provoked {
  readonly code: FailureCode
  /** What the user did wrong, or what was wrong with their machine. */
  readonly title: string
  /** Texts that stand beside the case before that, by the names of their files. */
  readonly texts?: Readonly<Record<string, string>>
  /** Commands before it, which have to work. */
  readonly before?: readonly (readonly string[])[]
  /** What is done to the files before it. `home` holds the case in `case`. */
  readonly arrange?: (home: string) => void
  /** Folder it is run in, inside of home; the case when left out. */
  readonly cwd?: string
}
export interface ByCommand extends Provoked {
  readonly argv: readonly string[]
}
/** What takes two people at the same moment, or half a minute, is called for directly. */
export interface ByCall extends Provoked {
  /** How a user comes to it. */
  readonly how: string
  readonly call: (home: string) => Promise<unknown>
}
export type Exhibit = ByCommand | ByCall

/** Somebody else went on with a copy of the case; both know a Khasan of their own. */
const AT_ODDS = [
  ['backup', '../other'],
  ['place', 'add', 'Khasan', '--note', 'the station'],
  ['place', 'add', 'Khasan', '--note', 'the village', '--case', '../other'],
  ['merge', '../other'],
] as const

const record = (...more: string[]) => [
  'record',
  'ship-sighting',
  '--at',
  'rajin',
  '--source',
  'report-a',
  '--no-leg',
  ...more,
]
const onReportC = (quote: string) => {
  const source = ['--source', 'report-c', '--quote', quote]
  return ['record', 'railcar-count', '--at', 'rajin', '--on', '2023-10-05', '--no-leg', ...source]
}
const on = (date: string) => record('--on', date)
const count = (quantity: string) => record('--on', '2023-10-05', `--count=${quantity}`)

/** A checkpoint of another case, signed by nobody that is known. */
const CHECKPOINT = `trace-case/another
3
${Buffer.alloc(32).toString('base64')}

— lee ${Buffer.alloc(68).toString('base64')}
`

/** Puts a file where the reply of a time-stamping authority is looked for. */
function withReply(bytes: Uint8Array): (home: string) => void {
  return (home) => {
    writeFileSync(join(home, 'case', 'reply.tsr'), bytes)
  }
}

/** Somebody's key; made of nothing secret. */
const KIM = signerFrom('kim', Buffer.alloc(32, 7))

/** Puts a key file in the configuration folder. */
function withKey(text = signerText(KIM), mode = 0o600): (home: string) => void {
  return (home) => {
    mkdirSync(join(home, 'configuration'))
    writeFileSync(join(home, 'configuration', 'key'), text)
    chmodSync(join(home, 'configuration', 'key'), mode)
  }
}

/** A key, and a checkpoint of the case beside it. */
const sealed = [
  ['key', 'new'],
  ['seal', '-o', '../checkpoint.txt'],
]

/** Writes something else into that checkpoint. */
function rewriting(from: RegExp, to: string): (home: string) => void {
  return (home) => {
    const file = join(home, 'checkpoint.txt')
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }
}

/** Takes rows out of the case with another program. @param sql that deletes them */
function without(sql: string): (home: string) => void {
  return (home) => {
    const db = new Database(join(home, 'case', 'case.db'))
    db.pragma('foreign_keys = OFF')
    db.exec(`DROP TRIGGER record_no_delete; ${sql}`).close()
  }
}

/** What every exhibit starts from. */
export const START: readonly (readonly string[])[] = [
  ['init', 'case', '--title', 'Orient Express'],
  ['organisation', 'add', 'CSIS', '-C', 'case'],
  ['place', 'add', 'Rajin', '--aliases', 'Najin', '-C', 'case'],
  ['place', 'add', 'Dunai', '-C', 'case'],
  ['leg', 'add', 'Orient Express', 'rajin', 'dunai', '--mode', 'sea', '-C', 'case'],
  [
    'source',
    'add',
    '--kind',
    'report',
    '--title',
    'Report A',
    '--id',
    'report-a',
    '--originator',
    'csis',
    '--lineage',
    'original',
    '-C',
    'case',
  ],
  [
    'source',
    'add',
    '--kind',
    'article',
    '--title',
    'Article B',
    '--id',
    'article-b',
    '--lineage',
    'unknown',
    '-C',
    'case',
  ],
]

/** Adds a document that has the same hash everywhere. */
const withDocument = [
  'source',
  'add',
  fileURLToPath(new URL('../../LICENSE', import.meta.url)),
  '--kind',
  'note',
  '--id',
  'licence',
]

function documentIn(home: string): string {
  return readdirSync(join(home, 'case', 'files'))[0] ?? ''
}

function changeDocument(home: string): void {
  const path = join(home, 'case', 'files', documentIn(home))
  chmodSync(path, 0o600)
  writeFileSync(path, 'changed\n')
}

export const GALLERY: readonly Exhibit[] = [
  // words on the command line
  { code: 'usage', title: 'a command there is none of', argv: ['rout', 'orient-express'] },
  { code: 'usage', title: 'an option there is none of', argv: ['list', '--plase', 'rajin'] },
  { code: 'usage', title: 'an option without its value', argv: ['list', '--place'] },
  { code: 'usage', title: 'two forms of output at once', argv: ['list', '--json', '--csv'] },
  {
    code: 'usage',
    title: 'a flag of another kind of observation',
    argv: on('2023-10-05').concat('--tarped'),
  },
  {
    code: 'missing-fields',
    title: 'an observation without a source',
    argv: ['record', 'ship-sighting', '--at', 'rajin'],
  },
  { code: 'missing-fields', title: 'a source without a title', argv: ['source', 'add', '--kind', 'report'] },
  {
    code: 'unknown-column',
    title: 'a column there is none of',
    argv: ['export', '--all', '--columns', 'observed,quantitty'],
  },
  { code: 'bad-filter', title: 'a grade that is none', argv: ['list', '--grade', 'G9'] },

  // values
  { code: 'bad-date', title: 'day, month, year', argv: on('05.10.2023') },
  { code: 'bad-date', title: 'words instead of a date', argv: on('last summer') },
  { code: 'date-not-in-calendar', title: '30 February', argv: on('2023-02-30') },
  { code: 'date-season', title: 'a season', argv: on('2023-21') },
  { code: 'date-year', title: 'a year of five digits', argv: on('Y12023') },
  { code: 'date-no-offset', title: 'an instant without a time zone', argv: on('2023-10-20T11:01') },
  {
    code: 'date-backwards',
    title: 'an interval that ends before it starts',
    argv: on('2023-10-01/2023-09-07'),
  },
  { code: 'bad-quantity', title: 'a hedge that is no notation', argv: count('73ish') },
  { code: 'bad-quantity', title: 'a separator of thousands', argv: count('1,000') },
  { code: 'negative-quantity', title: 'fewer than none', argv: count('-3') },
  { code: 'quantity-backwards', title: 'a range the wrong way round', argv: count('73..60') },
  {
    code: 'none-with-quantity',
    title: 'none seen, and a count',
    argv: count('2').concat('--outcome', 'none-seen'),
  },
  { code: 'zero-seen', title: 'a count of nothing', argv: count('0') },
  {
    code: 'bad-choice',
    title: 'a kind there is none of',
    argv: ['record', 'ship-siting', '--at', 'rajin', '--source', 'report-a'],
  },
  {
    code: 'bad-choice',
    title: 'neither yes nor no',
    argv: ['record', 'railcar-count', '--at', 'rajin', '--source', 'report-a', '--tarped=maybe'],
  },
  { code: 'bad-number', title: 'a latitude in words', argv: ['place', 'add', 'Vostochny', '--lat', 'north'] },
  { code: 'bad-value', title: 'credibility 7', argv: on('2023-10-05').concat('--credibility', '7') },
  {
    code: 'bad-value',
    title: 'a country that is not two letters',
    argv: ['place', 'add', 'Vostochny', '--country', 'Russia'],
  },
  {
    code: 'bad-value',
    title: 'a leg from a place to itself',
    argv: ['leg', 'add', 'orient-express', 'rajin', 'rajin', '--mode', 'sea'],
  },
  {
    code: 'bad-slug',
    title: 'a key with capitals and spaces',
    argv: ['place', 'add', 'Vostochny', '--id', 'Vostochny Port'],
  },
  { code: 'bad-slug', title: 'a name no key can be made from', argv: ['place', 'add', '두만강'] },

  // the contents of the case
  { code: 'unknown-name', title: 'a place that is nearly known', argv: ['list', '--place', 'rajn'] },
  {
    code: 'unknown-name',
    title: 'a document nobody added',
    argv: ['record', 'statement', '--at', 'rajin', '--source', 'rusi-2023-10-16'],
  },
  {
    code: 'ambiguous',
    title: 'a name that fits two',
    before: [['place', 'add', 'Orient Express', '--id', 'orient-express-yard', '--aliases', 'Yard']],
    argv: ['show', 'Orient Express'],
  },
  {
    code: 'already-exists',
    title: 'another place of the same name',
    argv: ['place', 'add', 'Rajin', '--country', 'KP'],
  },
  {
    code: 'nothing-to-change',
    title: 'a correction that changes nothing',
    argv: ['correct', 'rajin', '--name', 'Rajin', '--because', 'spelling'],
  },
  {
    code: 'in-use',
    title: 'taking back what others name',
    argv: ['retract', 'rajin', '--because', 'entered twice'],
  },
  {
    code: 'retracted',
    title: 'using what was taken back',
    before: [
      ['place', 'add', 'Vostochny'],
      ['retract', 'vostochny', '--because', 'entered by mistake'],
    ],
    argv: ['record', 'statement', '--at', 'vostochny', '--source', 'report-a'],
  },
  {
    code: 'derivation-cycle',
    title: 'two documents that repeat each other',
    before: [['source', 'derive', 'article-b', '--from', 'report-a', '--as', 'summary']],
    argv: ['source', 'derive', 'report-a', '--from', 'article-b', '--as', 'quotation'],
  },
  { code: 'no-such-entry', title: 'an entry there is none of', argv: ['list', '--as-of', '99'] },
  {
    code: 'no-such-entry',
    title: 'a day before the case',
    argv: ['route', 'orient-express', '--as-of', '2001-01-01'],
  },
  {
    code: 'no-document',
    title: 'a working copy of what is known by its fields alone',
    argv: ['source', 'file', 'report-a'],
  },
  { code: 'cannot-undo', title: 'an entry that others build on', argv: ['undo', '2'] },
  {
    code: 'changed-meanwhile',
    title: 'two corrections of one record at the same moment',
    how: 'Two people correct Rajin at the same moment.',
    call: async (home) => {
      const store = new SqliteStore({
        file: join(home, 'case', 'case.db'),
        migrations: 'migrations/sqlite',
      })
      try {
        for (const country of ['KP', 'KR']) {
          const records = [
            complete({
              type: 'place',
              id: 'rajin',
              revision: 2,
              name: 'Rajin',
              country,
              reason: 'the port is there',
            }),
          ]
          await store.append({ analyst: 'tester', command: 'trace correct rajin', records, now })
        }
      } finally {
        await store.close()
      }
    },
  },

  {
    code: 'changed-meanwhile',
    title: 'a sheet that is saved while it is imported',
    texts: { 'sightings.csv': 'kind,place,observed,source\nship-sighting,rajin,2023-10-05,report-a\n' },
    how: 'Another program saves the sheet while it is read.',
    call: async (home) => {
      const folder = join(home, 'case')
      const path = join(home, 'sightings.csv')
      const store = new SqliteStore({ file: join(folder, 'case.db'), migrations: 'migrations/sqlite' })
      try {
        const columns = ['kind', 'place', 'observed', 'source']
        const settings = {
          as: 'observations' as const,
          fields: fieldsFrom({ map: Object.fromEntries(columns.map((name) => [name, name])) }, columns),
          values: {},
          isOwn: false,
          pointMayGroup: false,
          create: [],
          unverified: false,
          restore: false,
        }
        const job = { path, options: {}, settings, partial: false, dryRun: false }
        const onProgress = () => {
          writeFileSync(path, 'kind,place,observed,source\n')
        }
        const kase = { folder, store, analyst: 'tester', command: 'trace import ../sightings.csv', now }
        await importSheet(kase, { ...job, onProgress }, { now, randomBytes: (n) => Buffer.alloc(n) })
      } finally {
        await store.close()
      }
    },
  },

  {
    code: 'quote-not-found',
    title: 'a quotation with another number than the document has',
    texts: { 'report-c.txt': 'Around 73 freight railcars\nstood in the yard at Tumangang.\n' },
    before: [['source', 'add', '../report-c.txt', '--kind', 'report']],
    argv: onReportC('Around 74 freight railcars'),
  },
  {
    code: 'quote-not-found',
    title: 'a quotation with other words around it',
    texts: { 'report-c.txt': 'Around 73 freight railcars\nstood in the yard at Tumangang.\n' },
    before: [['source', 'add', '../report-c.txt', '--kind', 'report']],
    argv: [...onReportC('73 freight railcars'), '--quote-suffix', 'had left'],
  },
  {
    code: 'usage',
    title: 'a quotation that is insisted on, without the quotation',
    argv: [...on('2023-10-05'), '--unverified'],
  },
  // what is compared
  { code: 'usage', title: 'a comparison from nowhere', argv: ['diff', 'orient-express'] },
  { code: 'usage', title: 'a place compared like a route', argv: ['diff', 'rajin', '--from', '5'] },
  {
    code: 'usage',
    title: 'a place compared with nothing',
    argv: ['diff', 'rajin', '--window', '2023-10-05'],
  },
  {
    code: 'usage',
    title: 'an option of another comparison',
    argv: ['diff', '--public-from', '2023-10-17'],
  },
  {
    code: 'bad-filter',
    title: 'two windows with days in common',
    argv: ['diff', 'rajin', '--window', '2018/2023', '--window', '2023-10-05'],
  },
  // what is at odds, and what is assumed
  {
    code: 'unknown-name',
    title: 'a conflict that there is not',
    argv: ['settle', '0000', '--judgement', '300', '--because', 'counted again'],
  },
  {
    code: 'missing-fields',
    title: 'a judgement without a reason',
    argv: ['settle', '0000', '--judgement', '300', '--because', ' '],
  },
  // rows of a sheet
  {
    code: 'rows-rejected',
    title: 'a sheet with rows that are not clear',
    texts: {
      'sightings.csv':
        'kind,place,observed,quantity,source\nrailcar-count,Rajinn,2023-10-05,73,report-a\nrailcar-count,rajin,12/10/2023,73,report-a\nrailcar-count,rajin,2023-10-05,"1,200",report-a\n',
    },
    argv: ['import', '../sightings.csv'],
  },
  {
    code: 'usage',
    title: 'a sheet whose columns are called otherwise, in a pipe',
    texts: { 'sightings.csv': 'Date seen,Site\n2023-10-05,Rajin\n' },
    argv: ['import', '../sightings.csv'],
  },
  {
    code: 'missing-fields',
    title: 'a sheet without what every row needs',
    texts: { 'sightings.csv': 'place,observed,source\nrajin,2023-10-05,report-a\n' },
    argv: ['import', '../sightings.csv'],
  },
  {
    code: 'bad-mapping',
    title: 'a column for a field there is none of',
    texts: { 'sightings.csv': 'Site,Date\nRajin,2023-10-05\n' },
    argv: ['import', '../sightings.csv', '--map', 'plaace=Site'],
  },
  {
    code: 'bad-mapping',
    title: 'a mapping with a member that none has',
    texts: { 'sightings.csv': 'Site\nRajin\n', 'mapping.json': '{ "columns": { "place": "Site" } }' },
    argv: ['import', '../sightings.csv', '--mapping', '../mapping.json'],
  },
  {
    code: 'usage',
    title: 'rejected rows into the file that is imported',
    texts: { 'sightings.csv': 'place,observed\nrajin,2023-10-05\n' },
    argv: ['import', '../sightings.csv', '--partial', '--force', '--rejects', '../sightings.csv'],
  },
  {
    code: 'usage',
    title: 'a worksheet of a file that has none',
    texts: { 'sightings.csv': 'place,observed\nrajin,2023-10-05\n' },
    argv: ['import', '../sightings.csv', '--sheet', 'Sheet1'],
  },
  {
    code: 'unknown-column',
    title: 'a column that the sheet does not have',
    texts: { 'sightings.csv': 'Site,Date\nRajin,2023-10-05\n' },
    argv: ['import', '../sightings.csv', '--map', 'place=Sites'],
  },
  // another case
  {
    code: 'no-case',
    title: 'a merge of what is neither a case nor a package',
    texts: { 'notes.txt': 'twenty railcars' },
    argv: ['merge', '../notes.txt'],
  },
  {
    code: 'no-case',
    title: 'a merge of a folder that is something else',
    arrange: (home) => {
      mkdirSync(join(home, 'photographs'))
    },
    argv: ['merge', '../photographs'],
  },
  {
    code: 'bad-package',
    title: 'a merge of a package without a history',
    arrange: (home) => {
      mkdirSync(join(home, 'package'))
      writeFileSync(
        join(home, 'package', 'datapackage.json'),
        '{"resources":[{"name":"places","path":"places.csv"}]}',
      )
      writeFileSync(join(home, 'package', 'places.csv'), 'id,name\nrajin,Rajin\n')
    },
    argv: ['merge', '../package'],
  },
  {
    code: 'not-sound',
    title: 'a merge of a case that was changed',
    before: [
      ['backup', '../other'],
      ['place', 'add', 'Khasan', '--case', '../other'],
    ],
    arrange: (home) => {
      const db = new Database(join(home, 'other', 'case.db'))
      db.exec("DROP TRIGGER record_no_update; UPDATE record SET body = replace(body, 'Khasan', 'Hasan')")
      db.close()
    },
    argv: ['merge', '../other'],
  },
  {
    code: 'ambiguous',
    title: 'a correction of what two cases revised in two ways',
    before: AT_ODDS,
    argv: ['correct', 'khasan', '--lat', '42.3', '--because', 'measured'],
  },
  {
    code: 'ambiguous',
    title: 'a retraction of what two cases revised in two ways',
    before: AT_ODDS,
    argv: ['retract', 'khasan', '--because', 'unused'],
  },
  {
    code: 'ambiguous',
    title: 'resolving without saying which holds',
    before: AT_ODDS,
    argv: ['correct', 'khasan', '--resolves', '--because', 'measured'],
  },
  {
    code: 'unknown-name',
    title: 'a revision to keep that is not at odds',
    before: AT_ODDS,
    argv: ['correct', 'khasan', '--resolves', '--keep', '00000', '--because', 'measured'],
  },
  {
    code: 'nothing-to-change',
    title: 'nothing to resolve',
    argv: ['correct', 'rajin', '--resolves', '--because', 'measured'],
  },
  {
    code: 'usage',
    title: 'a revision to keep without resolving',
    argv: ['correct', 'rajin', '--keep', 'other', '--because', 'measured'],
  },
  {
    code: 'usage',
    title: 'a judgement of revisions that are at odds',
    before: AT_ODDS,
    argv: ['settle', 'khasan', '--judgement', 'the station', '--because', 'measured'],
  },
  {
    code: 'cannot-undo',
    title: 'a merge taken back',
    before: AT_ODDS,
    argv: ['undo', '--because', 'the wrong case'],
  },
  {
    code: 'unknown-name',
    title: 'the log of a case that was not merged',
    argv: ['log', '--of', 'Railcars'],
  },
  {
    code: 'bad-value',
    title: 'a unit converted to itself',
    argv: ['conversion', 'add', 'containers', 'Containers', '--factor', '2', '--source', 'report-a'],
  },
  {
    code: 'bad-value',
    title: 'a conversion to nothing',
    argv: ['conversion', 'add', 'containers', 'shells', '--factor', '0', '--source', 'report-a'],
  },
  // files and folders
  { code: 'no-case', title: 'no case in this folder or above', cwd: '.', argv: ['list'] },
  { code: 'no-case', title: 'no case in that folder', argv: ['list', '--case', 'elsewhere'] },
  {
    code: 'not-a-case',
    title: 'a file that is no case',
    arrange: (home) => {
      writeFileSync(join(home, 'case', 'case.db'), 'id,name\nrajin,Rajin\n')
    },
    argv: ['list'],
  },
  {
    code: 'not-a-case',
    title: 'a database of something else',
    arrange: (home) => {
      mkdirSync(join(home, 'other'))
      new Database(join(home, 'other', 'case.db')).exec('CREATE TABLE bookmark (url TEXT)').close()
    },
    cwd: 'other',
    argv: ['list'],
  },
  {
    code: 'newer-case',
    title: 'a case of a newer trace',
    arrange: (home) => {
      const db = new Database(join(home, 'case', 'case.db'))
      db.prepare(`INSERT INTO migration VALUES (9999, '9999-later.sql', '')`).run()
      db.close()
    },
    argv: ['list'],
  },
  {
    code: 'no-case',
    title: 'restoring what is no backup',
    cwd: '.',
    argv: ['restore', 'case/files', 'restored'],
  },
  { code: 'case-exists', title: 'starting a case where there is one', argv: ['init'] },
  {
    code: 'case-exists',
    title: 'restoring a backup over a case',
    before: [['backup', '../backup']],
    argv: ['restore', '../backup', '.'],
  },
  {
    code: 'file-exists',
    title: 'a backup where there is one of another case',
    before: [['init', '../backup']],
    argv: ['backup', '--force', '../backup'],
  },
  {
    code: 'file-exists',
    title: 'a backup over one that something was recorded in',
    before: [
      ['backup', '../backup'],
      ['place', 'add', 'Vostochny', '-C', '../backup'],
    ],
    argv: ['backup', '--force', '../backup'],
  },
  { code: 'cannot-write', title: 'a backup inside of its case', argv: ['backup', 'backup'] },
  {
    code: 'unreadable-file',
    title: 'a document that is not there',
    argv: ['source', 'add', 'report.pdf', '--kind', 'report', '--title', 'Report C'],
  },
  {
    code: 'unreadable-file',
    title: 'a folder instead of a document',
    argv: ['source', 'add', 'files', '--kind', 'report', '--title', 'Report C'],
  },
  {
    code: 'file-exists',
    title: 'an export over an existing file',
    arrange: (home) => {
      writeFileSync(join(home, 'case', 'chain.csv'), 'mine\n')
    },
    argv: ['export', '--all', '-o', 'chain.csv'],
  },
  {
    code: 'cannot-write',
    title: 'an export into a folder that is not there',
    argv: ['export', '--all', '-o', 'reports/chain.csv'],
  },
  {
    code: 'disk-full',
    title: 'output to a disk that is full',
    how: 'Standard output goes to a file on a disk that is full (test/interop/disk.test.ts fills one).',
    call: () =>
      Promise.resolve().then(() => {
        throw printFailure(systemError('ENOSPC'))
      }),
  },
  {
    code: 'disk-full',
    title: 'recording on a disk that is full',
    how: 'The disk of the case is full (test/interop/disk.test.ts fills one).',
    call: (home) =>
      Promise.reject(
        asFailure(
          new Database.SqliteError('database or disk is full', 'SQLITE_FULL'),
          join(home, 'case', 'case.db'),
        ),
      ),
  },
  {
    code: 'cannot-write',
    title: 'recording in a folder that is read-only',
    how: 'The folder of the case is read-only (test/interop/disk.test.ts mounts one).',
    call: (home) =>
      Promise.reject(
        asFailure(
          new Database.SqliteError('attempt to write a readonly database', 'SQLITE_READONLY'),
          join(home, 'case', 'case.db'),
        ),
      ),
  },
  {
    code: 'bad-package',
    title: 'a package whose description is broken',
    arrange: (home) => {
      mkdirSync(join(home, 'package'))
      writeFileSync(join(home, 'package', 'datapackage.json'), '{ "name": "orient-express", ')
    },
    cwd: '.',
    argv: ['import', 'package', 'copy'],
  },
  {
    code: 'bad-package',
    title: 'a package in an archive that was cut off',
    before: [['export', '--all', '-f', 'datapackage', '-o', '../case.zip']],
    arrange: (home) => {
      truncateSync(join(home, 'case.zip'), 5000)
    },
    cwd: '.',
    argv: ['import', 'case.zip', 'copy'],
  },
  {
    code: 'cannot-write',
    title: 'a case in the folder of the package it is made of',
    before: [['export', '--all', '-f', 'datapackage', '-o', '../package']],
    cwd: '.',
    argv: ['import', 'package', 'package'],
  },
  {
    code: 'cannot-write',
    title: 'a case among the documents of another',
    argv: ['init', 'files/khasan'],
  },
  {
    code: 'file-exists',
    title: 'a package over one that has something of others among its documents',
    before: [['export', '--all', '-f', 'datapackage', '-o', '../package']],
    arrange: (home) => {
      mkdirSync(join(home, 'package', 'files'), { recursive: true })
      writeFileSync(join(home, 'package', 'files', 'notes.txt'), 'mine')
    },
    argv: ['export', '--all', '-f', 'datapackage', '-o', '../package', '--force'],
  },
  {
    code: 'unreadable-file',
    title: 'a link in a circle',
    arrange: (home) => {
      symlinkSync('sightings.csv', join(home, 'sightings.csv'))
    },
    argv: ['import', '../sightings.csv'],
  },
  {
    code: 'unreadable-file',
    title: 'a folder in the place of a mapping',
    texts: { 'sightings.csv': 'place,note\nrajin,two rows\n' },
    argv: ['import', '../sightings.csv', '--mapping', 'files'],
  },
  {
    code: 'cannot-write',
    title: 'a document in whose place in the archive a folder stands',
    texts: { 'report-c.txt': 'Two rows of railcars at Rajin.\n' },
    arrange: (home) => {
      mkdirSync(join(home, 'case', 'files', hash('sha256', 'Two rows of railcars at Rajin.\n')), {
        recursive: true,
      })
    },
    argv: ['source', 'add', '../report-c.txt', '--kind', 'report', '--title', 'Report C'],
  },
  {
    code: 'bad-package',
    title: 'a package with a table that is no table',
    before: [['export', '--all', '-f', 'datapackage', '-o', '../package']],
    arrange: (home) => {
      writeFileSync(join(home, 'package', 'places.csv'), 'id,nmae\r\nrajin,Rajin\r\n')
    },
    cwd: '.',
    argv: ['import', 'package', 'copy'],
  },
  {
    code: 'unreadable-file',
    title: 'a table that was cut off',
    texts: { 'sightings.csv': 'place,observed,note\nrajin,2023-10-05,"in two rows\nalong the quay' },
    argv: ['import', '../sightings.csv'],
  },
  {
    code: 'unreadable-file',
    title: 'a table in which not all is of one encoding',
    arrange: (home) => {
      const rows = Buffer.from('rajin,two rows\n'.repeat(20_000))
      const odd = Buffer.concat([Buffer.from('dunai,f'), Buffer.from([0xfc]), Buffer.from('r Rajin\n')])
      writeFileSync(join(home, 'sightings.csv'), Buffer.concat([Buffer.from('place,note\n'), rows, odd]))
    },
    argv: ['import', '../sightings.csv', '--set', 'kind=railcar-count', '--set', 'source=report-a'],
  },
  {
    code: 'ambiguous',
    title: 'a table whose encoding could be several',
    arrange: (home) => {
      const one = Buffer.from([0xb9])
      const table = [Buffer.from('place,note\nrajin,'), one, Buffer.from(' 73\n')]
      writeFileSync(join(home, 'sightings.csv'), Buffer.concat(table))
    },
    argv: ['import', '../sightings.csv'],
  },
  {
    code: 'unreadable-file',
    title: 'a workbook of an old kind, or with a password',
    arrange: (home) => {
      writeFileSync(join(home, 'sightings.xls'), Buffer.from('d0cf11e0a1b11ae1', 'hex'))
    },
    argv: ['import', '../sightings.xls'],
  },
  { code: 'no-key', title: 'a seal without a key', argv: ['seal'] },
  { code: 'key-exists', title: 'a second key', arrange: withKey(), argv: ['key', 'new'] },
  {
    code: 'bad-key',
    title: 'a key that others can read',
    arrange: withKey(signerText(KIM), 0o644),
    argv: ['seal'],
  },
  { code: 'bad-key', title: 'a key file of something else', arrange: withKey('synthetic'), argv: ['seal'] },
  {
    code: 'bad-key',
    title: 'a key that was not copied whole',
    texts: { 'checkpoint.txt': CHECKPOINT },
    argv: ['verify', '--against', '../checkpoint.txt', '--key', 'kim+5a1c0f3e+AV0'],
  },
  {
    code: 'bad-key',
    title: 'a private key where a public one belongs',
    texts: { 'checkpoint.txt': CHECKPOINT },
    argv: ['verify', '--against', '../checkpoint.txt', '--key', 'PRIVATE+KEY+kim+5a1c0f3e+AV0'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a page where a checkpoint should be',
    texts: { 'checkpoint.txt': '<title>Synthetic page</title>\n' },
    argv: ['verify', '--against', '../checkpoint.txt'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a signed note that is no checkpoint',
    texts: { 'checkpoint.txt': CHECKPOINT.replace('\n3\n', '\nthree\n') },
    argv: ['verify', '--against', '../checkpoint.txt'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a proof with the checkpoint of another case',
    texts: { 'checkpoint.txt': CHECKPOINT },
    argv: ['prove', 'rajin', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'bad-proof',
    title: 'a checkpoint where a proof should be',
    texts: { 'checkpoint.txt': CHECKPOINT },
    argv: ['check-proof', '../checkpoint.txt', '--key', verifierText(KIM)],
  },
  {
    code: 'bad-proof',
    title: 'a proof that was cut',
    texts: { 'rajin.tlog-proof': `c2sp.org/tlog-proof@v1\nextra e30=\nindex one\n\n${CHECKPOINT}` },
    argv: ['check-proof', '../rajin.tlog-proof', '--key', verifierText(KIM)],
  },
  {
    code: 'bad-key',
    title: 'a key of one’s own that was changed',
    arrange: withKey(signerText(KIM).replace('kim', 'lee')),
    argv: ['key', 'show'],
  },
  {
    code: 'bad-key',
    title: 'a public key that was changed',
    texts: { 'checkpoint.txt': CHECKPOINT },
    argv: ['verify', '--against', '../checkpoint.txt', '--key', verifierText(KIM).replace('kim', 'lee')],
  },
  {
    code: 'bad-checkpoint',
    title: 'a proof of what was recorded after the checkpoint',
    before: [
      ['key', 'new'],
      ['seal', '-o', '../checkpoint.txt'],
      ['place', 'add', 'Vostochny'],
    ],
    argv: ['prove', 'vostochny', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a proof of an entry that was written after the checkpoint',
    before: [
      ['key', 'new'],
      ['seal', '-o', '../checkpoint.txt'],
      ['place', 'add', 'Vostochny'],
    ],
    argv: ['prove', '--entry', '8', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a proof from a log that has fewer leaves than the checkpoint',
    before: sealed,
    arrange: rewriting(/\n\d+\n/, '\n5000\n'),
    argv: ['prove', 'rajin', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a proof from a log of another history',
    before: sealed,
    arrange: rewriting(/\n\S{43}=\n/, `\n${Buffer.alloc(32).toString('base64')}\n`),
    argv: ['prove', 'rajin', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'bad-checkpoint',
    title: 'a time stamp of the checkpoint of another case',
    texts: { 'checkpoint.txt': CHECKPOINT },
    arrange: withReply(granted(token(stampInfo({ digest: hash('sha256', CHECKPOINT, 'buffer') })))),
    argv: ['seal', '--attach', 'reply.tsr', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'bad-timestamp',
    title: 'the time stamp of something that was not signed here',
    arrange: (home) => {
      withKey()(home)
      withReply(granted())(home)
    },
    argv: ['seal', '--attach', 'reply.tsr'],
  },
  {
    code: 'bad-timestamp',
    title: 'the time stamp of a digest that is not used',
    arrange: (home) => {
      withKey()(home)
      const sha1 = { algorithm: '1.3.14.3.2.26', digest: hash('sha1', CHECKPOINT, 'buffer') }
      withReply(granted(token(stampInfo(sha1))))(home)
    },
    argv: ['seal', '--attach', 'reply.tsr'],
  },
  {
    code: 'bad-proof',
    title: 'a proof of which nothing can be read',
    texts: { 'rajin.tlog-proof': `c2sp.org/tlog-proof@v1\nextra *\nindex 1\n\n${CHECKPOINT}` },
    argv: ['check-proof', '../rajin.tlog-proof', '--key', verifierText(KIM)],
  },
  {
    code: 'bad-proof',
    title: 'a proof with a hash that was cut',
    texts: { 'rajin.tlog-proof': `c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\nAAAA\n\n${CHECKPOINT}` },
    argv: ['check-proof', '../rajin.tlog-proof', '--key', verifierText(KIM)],
  },
  {
    code: 'missing-fields',
    title: 'a proof, and nobody to believe',
    texts: { 'rajin.tlog-proof': `c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\n\n${CHECKPOINT}` },
    argv: ['check-proof', '../rajin.tlog-proof'],
  },
  { code: 'usage', title: 'a key, and nothing to do with it', argv: ['key'] },
  { code: 'usage', title: 'something a key cannot do', argv: ['key', 'exprot'] },
  { code: 'usage', title: 'a public key without a checkpoint', argv: ['verify', '--key', verifierText(KIM)] },
  {
    code: 'usage',
    title: 'a checkpoint to seal with, without a time stamp',
    argv: ['seal', '--checkpoint', 'checkpoint.txt'],
  },
  {
    code: 'usage',
    title: 'a time stamp to keep, and a file to write',
    argv: ['seal', '--attach', 'reply.tsr', '-o', 'checkpoint.txt'],
  },
  { code: 'usage', title: 'a proof of nothing', argv: ['prove'] },
  { code: 'usage', title: 'a proof of a record and an entry', argv: ['prove', 'rajin', '--entry', '3'] },
  { code: 'usage', title: 'a revision of an entry', argv: ['prove', '--entry', '3', '--revision', '2'] },
  { code: 'bad-value', title: 'a blank in the name of a key', argv: ['key', 'new', '--name', 'J. Kim'] },
  { code: 'bad-value', title: 'a key without a name', argv: ['key', 'new', '--name', ''] },
  {
    code: 'unknown-name',
    title: 'a proof of a revision there is none of',
    before: sealed,
    argv: ['prove', 'rajin', '--revision', '2', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'no-such-entry',
    title: 'a proof of an entry there is none of',
    before: sealed,
    argv: ['prove', '--entry', '99', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'unreadable-file',
    title: 'a folder where a checkpoint should be',
    argv: ['verify', '--against', 'files'],
  },
  {
    code: 'unreadable-file',
    title: 'a file that is far too large for a checkpoint',
    argv: ['verify', '--against', 'case.db'],
  },
  {
    code: 'unreadable-file',
    title: 'a checkpoint that is no text',
    arrange: (home) => {
      writeFileSync(join(home, 'checkpoint.txt'), Buffer.of(0xff, 0xfe))
    },
    argv: ['verify', '--against', '../checkpoint.txt'],
  },
  {
    code: 'case-damaged',
    title: 'a proof from a log with a gap',
    before: sealed,
    arrange: without(`DELETE FROM record WHERE id = 'csis'`),
    argv: ['prove', 'rajin', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'not-a-case',
    title: 'a proof from a case that does not say which it is',
    before: sealed,
    arrange: without(`DELETE FROM record WHERE type = 'case'`),
    argv: ['prove', 'rajin', '--checkpoint', '../checkpoint.txt'],
  },
  {
    code: 'not-sound',
    title: 'a second signature on the checkpoint of another case',
    texts: { 'checkpoint.txt': CHECKPOINT },
    arrange: withKey(),
    argv: ['seal', '--cosign', '../checkpoint.txt'],
  },
  {
    code: 'not-sound',
    title: 'a seal of a case that was changed',
    arrange: (home) => {
      withKey()(home)
      changeRajin(home)
    },
    argv: ['seal'],
  },
  {
    code: 'bad-timestamp',
    title: 'a page where the reply of a time-stamping authority should be',
    arrange: withReply(Buffer.from('<title>502 Bad Gateway</title>\n')),
    argv: ['seal', '--attach', 'reply.tsr'],
  },
  {
    code: 'bad-timestamp',
    title: 'an authority that refuses to stamp',
    arrange: withReply(rejected(['The clock is being set.'])),
    argv: ['seal', '--attach', 'reply.tsr'],
  },
  {
    code: 'bad-timestamp',
    title: 'the time stamp of something else',
    arrange: (home) => {
      withReply(granted())(home)
      writeFileSync(join(home, 'case', 'checkpoint.txt'), CHECKPOINT)
    },
    argv: ['seal', '--attach', 'reply.tsr', '--checkpoint', 'checkpoint.txt'],
  },
  {
    code: 'not-sound',
    title: 'a backup of a case in which a document was changed',
    before: [withDocument],
    arrange: changeDocument,
    argv: ['backup', '../backup'],
  },
  {
    code: 'not-sound',
    title: 'restoring a backup in which a document was changed',
    before: [withDocument],
    arrange: changeDocument,
    cwd: '.',
    argv: ['restore', 'case', 'restored'],
  },
  {
    code: 'case-damaged',
    title: 'a case file that was damaged',
    arrange: (home) => {
      const file = join(home, 'case', 'case.db')
      const db = new Database(file)
      const { rootpage } = db.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'entry'`).get() as {
        rootpage: number
      }
      const size = db.pragma('page_size', { simple: true }) as number
      db.close()
      writeAt(file, (rootpage - 1) * size, Buffer.alloc(size, 0xff))
    },
    argv: ['list'],
  },
  {
    code: 'case-damaged',
    title: 'a working copy of a document that was changed',
    before: [withDocument],
    arrange: changeDocument,
    argv: ['source', 'file', 'licence'],
  },
  {
    code: 'case-damaged',
    title: 'a working copy of a document that is missing',
    before: [withDocument],
    arrange: (home) => {
      rmSync(join(home, 'case', 'files', documentIn(home)))
    },
    argv: ['source', 'file', 'licence'],
  },
  {
    code: 'case-busy',
    title: 'another program that keeps the case locked',
    how: 'Another program has the case locked for more than half a minute.',
    call: (home) =>
      Promise.reject(
        asFailure(
          new Database.SqliteError('database is locked', 'SQLITE_BUSY'),
          join(home, 'case', 'case.db'),
        ),
      ),
  },
]

/** Changes a record with another program. */
function changeRajin(home: string): void {
  const db = new Database(join(home, 'case', 'case.db'))
  const guard = db
    .prepare(`SELECT sql FROM sqlite_schema WHERE name = 'record_no_update'`)
    .pluck()
    .get() as string
  db.exec(`DROP TRIGGER record_no_update;
    UPDATE record SET body = replace(body, 'Rajin', 'Rajon') WHERE type = 'place' AND id = 'rajin'`)
  db.exec(guard)
  db.close()
}

/** An error as the system reports it. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: write`), { code })
}

function now(): Date {
  return new Date('2026-11-21T12:00:00Z')
}

function writeAt(file: string, position: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.length, position)
  closeSync(handle)
}
