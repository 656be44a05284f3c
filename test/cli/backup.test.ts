import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, test } from 'vitest'
import { backupCase, restoreCase, type CopyOptions } from '../../src/case/backup.ts'
import { runBackup } from '../../src/cli/backup.ts'
import type { Context } from '../../src/cli/context.ts'
import { openStore } from '../../src/store/sqlite/open-store.ts'
import type { SqliteStore } from '../../src/store/sqlite/store.ts'
import { refused } from '../model/refusal.ts'
import { source } from '../store/records.ts'
import { MIGRATIONS } from '../store/sqlite-case.ts'
import { caseAt, HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import { BIN, tempFolder, trace, traced } from './harness.ts'
import { makeOlder, migrationsOf } from './older-case.ts'
import { opened } from './sound-case.ts'
import { started, twoWriters } from './writers.ts'

/** What a command with `--json` said of a copy or of a check. */
interface Said {
  readonly ok?: boolean
  readonly folder: string
  readonly case: string
  readonly entries: number
  readonly records: number
  readonly files: number
  readonly bytes: number
  readonly entry: number
  readonly size: number
  readonly root: string
}

const DOCUMENT = 'Synthetic document: about 20 containers were counted at Rajin.\n'
const PAGE = '<!doctype html><title>Synthetic page</title><p>About 20 containers.</p>\n'

/** With a document, a web page whose text is kept beside it, and a document whose source was retracted. */
function withDocuments(kase: TestCase): void {
  const home = dirname(kase.folder)
  writeFileSync(join(home, 'document.txt'), DOCUMENT)
  writeFileSync(join(home, 'page.html'), PAGE)
  writeFileSync(join(home, 'wrong.txt'), 'Synthetic document that was added by mistake.\n')
  kase.traced(['place', 'add', 'Rajin'])
  for (const [file = '', id = ''] of [
    ['document.txt', 'document'],
    ['page.html', 'page'],
    ['wrong.txt', 'wrong'],
  ])
    kase.traced(['source', 'add', join(home, file), '--kind', 'note', '--id', id])
  kase.traced(['retract', 'wrong', '--because', 'added by mistake'])
}

let kase: TestCase
let home: string
let target: string

beforeEach(() => {
  kase = newCase(withDocuments)
  home = dirname(kase.folder)
  target = join(home, 'backup')
})

function verified(folder: string): Said {
  const said = JSON.parse(traced(['verify', '--json', '-C', folder])) as Said
  expect(said.ok).toBe(true)
  return said
}

const copyOptions: CopyOptions = {
  openStore: (file, how) => openStore(MIGRATIONS, file, how),
  now: () => new Date('2026-11-21T12:00:00Z'),
}

/** Everything in a folder, with the bytes of its files. */
function everything(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return new Map(
    paths.flatMap((path) =>
      statSync(join(folder, path)).isDirectory()
        ? [[`${path}/`, '']]
        : [[path, readFileSync(join(folder, path), 'latin1')]],
    ),
  )
}

/** Checks that a command is refused and changes nothing in any folder of the test. */
function isRefused(argv: readonly string[], code: number, message: RegExp): string {
  const before = everything(home)
  const ran = trace(argv, { cwd: kase.folder })
  expect(ran).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) as string })
  expect(ran.stderr).toMatch(/^trace: [^\n]*[.?!]\n {2}at [^\n]+\n {2}→ [^\n]+\n$/)
  expect(everything(home)).toEqual(before)
  return ran.stderr
}

/** Changes an archived document, which is read-only. */
function damageDocument(folder: string): void {
  for (const name of readdirSync(join(folder, 'files'))) {
    const path = join(folder, 'files', name)
    if (readFileSync(path, 'utf8') !== DOCUMENT) continue
    chmodSync(path, 0o600)
    appendFileSync(path, 'More.')
    chmodSync(path, 0o400)
    return
  }
  throw new Error('there is no such document')
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('trace backup', () => {
  test('on a terminal, says what it holds once it is verified', () => {
    const { root } = verified(kase.folder)
    expect(kase.trace(['backup', target], { tty: 200 })).toEqual({
      code: 0,
      stdout:
        `Backed up: 6 entries, 6 records, 4 files (216 B) in ${target}; verified.\n` +
        `entry 6, 12 leaves, root ${root}\n`,
      stderr: '',
    })
  })

  test('in a pipe, has it for a program, and the sentence beside it', () => {
    const { root } = verified(kase.folder)
    const { code, stdout, stderr } = kase.trace(['backup', '../backup'])
    const [heading = '', row = ''] = stdout.split('\n').map((line) => line.split('\t'))
    expect(Object.fromEntries([...heading].map((key, i) => [key, row[i]]))).toEqual({
      ...{ folder: target, case: expect.stringMatching(/^[0-9a-z]{16}$/) as string, title: 'Orient Express' },
      ...{ entries: '6', records: '6', files: '4', bytes: '216', entry: '6', size: '12', root },
    })
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Backed up: 6 entries, 6 records, 4 files (216 B) in ${target}; verified.\n`,
    })
    expect(kase.trace(['backup', '--csv', '-q', join(home, 'another')])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^folder,case,title,.*\r\n.*,12,[0-9a-f]{64}\r\n$/) as string,
      stderr: '',
    })
  })

  test('is the same case, and can be read where it is', () => {
    const said = kase.json(['backup', target]) as Said
    const { root, size } = verified(kase.folder)
    expect(said).toMatchObject({ root, size, folder: target })
    expect(verified(target)).toMatchObject({ root, size, files: 4, strays: [] })
    for (const argv of [
      ['log', '--json'],
      ['source', 'list', '--json'],
      ['search', 'containers', '--json'],
    ])
      expect(caseAt(target).traced(argv)).toBe(kase.traced(argv))
    const files = (folder: string) => everything(join(folder, 'files'))
    expect(files(target)).toEqual(files(kase.folder))
  })

  test('leaves what belongs to no source, and what else is in the folder', () => {
    writeFileSync(join(kase.folder, 'notes.txt'), 'mine')
    writeFileSync(join(kase.folder, 'files', '0'.repeat(64)), 'what an interrupted add leaves')
    kase.traced(['backup', target])
    expect(readdirSync(target).sort()).toEqual(['case.db', 'files'])
    expect(readdirSync(join(target, 'files'))).toHaveLength(4)
  })

  test.each(['000', '022', '077', '777'])(
    'is readable to its owner alone, whatever the umask (%s)',
    (mask) => {
      const before = process.umask(parseInt(mask, 8))
      try {
        kase.traced(['backup', target])
      } finally {
        process.umask(before)
      }
      const [file = ''] = readdirSync(join(target, 'files'))
      expect(
        [target, join(target, 'case.db'), join(target, 'files'), join(target, 'files', file)].map(modeOf),
      ).toEqual(['700', '600', '700', '400'])
    },
  )

  test('takes an empty folder, and one a link leads to', () => {
    mkdirSync(join(home, 'empty'))
    symlinkSync('empty', target)
    kase.traced(['backup', target])
    expect(verified(join(home, 'empty')).entries).toBe(6)
  })

  test('prints nothing of a name that a terminal would act on', () => {
    const folder = `backup ${HOSTILE.replaceAll('/', '')}`
    for (const where of [{}, { tty: 200 }]) {
      const { code, stdout, stderr } = kase.trace(['backup', '--force', `../${folder}`], where)
      expect(code).toBe(0)
      expect(isHarmless(stdout + stderr)).toBe(true)
    }
  })

  test.each<[string, string, RegExp]>([
    ['a folder inside the case', 'backup', /cannot be one inside the other/],
    ['a folder of the archive', 'files/backup', /cannot be one inside the other/],
    ['the case itself', '../case', /You are in this folder/],
    ['the folder above it', '..', /cannot be one inside the other/],
    ['a link into the case', '../link/backup', /cannot be one inside the other/],
    ['a folder that is not empty', '../full', /The folder is not empty/],
    ['a file', '../notes.txt', /There is a file of that name/],
    ['a folder in a file', '../notes.txt/backup', /There is a file where a folder is needed/],
    ['a folder in one that is not there', '../no/backup', /There is no folder to write into/],
    ['a name that is too long', `../${'x'.repeat(300)}`, /Nothing of that name can be made here/],
  ])('is not made in %s', (_, folder, message) => {
    mkdirSync(join(home, 'full'))
    for (const path of ['full/notes.txt', 'notes.txt']) writeFileSync(join(home, path), 'mine')
    symlinkSync(kase.folder, join(home, 'link'))
    isRefused(['backup', folder], 2, message)
    isRefused(['backup', '--force', folder], 2, folder === '../full' ? /holds other things/ : message)
  })

  test('needs the name of a folder', () => {
    expect(kase.trace(['backup'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('FOLDER') as string,
    })
  })

  test('of a case that does not verify is refused', () => {
    kase.traced(['backup', target])
    damageDocument(kase.folder)
    for (const argv of [
      ['backup', '../another'],
      ['backup', '--force', '../backup'],
    ]) {
      const said = isRefused(
        argv,
        1,
        /^trace: Nothing was backed up: the case is not as it was recorded\. file [0-9a-f]{64}: The archived document of the source document was changed\.\n/,
      )
      expect(said).toContain('See what does not fit with: trace verify.')
      expect(said).toContain('cp -a')
    }
    expect(verified(target).entries).toBe(6)
  })

  test('of a case whose document is missing, or is no longer a file, is refused', () => {
    const [file = ''] = readdirSync(join(kase.folder, 'files'))
    rmSync(join(kase.folder, 'files', file))
    isRefused(['backup', '../backup'], 1, /is missing\./)
    mkdirSync(join(kase.folder, 'files', file))
    isRefused(['backup', '../backup'], 1, /is no longer a file\./)
  })

  test('of a case whose record was changed is refused, and says which', () => {
    const db = new Database(join(kase.folder, 'case.db'))
    const trigger = db.prepare(`SELECT sql FROM sqlite_schema WHERE name = 'record_no_update'`).pluck().get()
    db.exec('DROP TRIGGER record_no_update')
    db.exec(`UPDATE record SET body = replace(body, '"Rajin"', '"Rason"') WHERE id = 'rajin'`)
    db.exec(String(trigger))
    db.close()
    isRefused(
      ['backup', '../backup'],
      1,
      /the case is not as it was recorded\. place rajin: its contents are not/,
    )
  })

  test('copies no file under a name that a record should not have', async () => {
    const outside = join(home, 'outside')
    writeFileSync(outside, 'not of the case')
    await opened(kase.folder, (store) =>
      store.append({
        analyst: 'tester',
        command: 'trace source add',
        now: copyOptions.now,
        records: [
          source('hostile', {
            file: { sha256: '../../outside', bytes: 15, mediaType: 'text/plain', name: 'outside' },
          }),
        ],
      }),
    )
    const before = readdirSync(home)
    expect(kase.trace(['backup', target]).code).toBe(1)
    expect(readdirSync(home)).toEqual(before)
  })
})

test.each([
  { isTTY: true, shown: /Copying: 1 file, \d+ B.*Checking: \d+ of 12 leaves.*\r\u001b\[K$/s },
  { isTTY: false, shown: /^$/ },
])(
  'how far it has come is shown on a terminal, and taken away again (terminal: $isTTY)',
  async ({ isTTY, shown }) => {
    let [seconds, said] = [0, '']
    const output = {
      isTTY,
      columns: 80,
      colour: false,
      unicode: true,
      write: (text: string) => (said += text),
    }
    const context = {
      ...{ cwd: home, env: {}, argv: [], stderr: output, stdout: { ...output, write: () => undefined } },
      ...{ openStore: copyOptions.openStore, interrupted: new AbortController().signal },
      now: () => new Date((seconds += 1) * 1000),
    }
    await runBackup(context as unknown as Context, 'backup', { case: kase.folder, json: true, quiet: false })
    expect(said.replace(/Backed up.*\n$/, '')).toMatch(shown)
  },
)

describe('a copy that does not come out as the case', () => {
  test('is no backup, and it is said that the case is sound', async () => {
    const damaging: CopyOptions = {
      ...copyOptions,
      onCopied: () => {
        const [copy = ''] = readdirSync(home).filter((name) => name.startsWith('.backup.'))
        const [file = ''] = readdirSync(join(home, copy, 'files'))
        chmodSync(join(home, copy, 'files', file), 0o600)
        writeFileSync(join(home, copy, 'files', file), 'a disk that fails')
      },
    }
    await opened(kase.folder, async (store) => {
      expect(await refused(backupCase({ folder: kase.folder, store }, target, damaging))).toMatchObject({
        code: 'not-sound',
        message: expect.stringMatching(/^The copy is not as it was recorded\./) as string,
        where: target,
        hint: expect.stringContaining('disk') as string,
      })
    })
    expect(readdirSync(home)).not.toContain('backup')
    expect(readdirSync(home).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('is no backup either when it lacks what was recorded before', async () => {
    kase.traced(['backup', join(home, 'older')])
    kase.traced(['place', 'add', 'Dunai'])
    await opened(kase.folder, (store) =>
      opened(join(home, 'older'), async (older) => {
        const stale = new Proxy(store, {
          get: (whole, name) => {
            const from = name === 'copyTo' ? older : whole
            return (from[name as keyof SqliteStore] as () => unknown).bind(from)
          },
        })
        expect(
          await refused(backupCase({ folder: kase.folder, store: stale }, target, copyOptions)),
        ).toMatchObject({ code: 'not-sound', message: 'The copy does not have all that was recorded.' })
      }),
    )
    expect(existsSync(target)).toBe(false)
  })
})

describe('trace backup --force', () => {
  test('replaces an earlier backup of the same case', () => {
    kase.traced(['backup', target])
    kase.traced(['place', 'add', 'Dunai'])
    isRefused(['backup', target], 2, /The folder is not empty\.\n.*\n.*--force/)
    expect(kase.json(['backup', '--force', target])).toMatchObject({ entries: 7 })
    expect(verified(target)).toMatchObject({ entries: 7, root: verified(kase.folder).root })
    expect(readdirSync(home).filter((name) => name.startsWith('.'))).toEqual([])
    expect(kase.json(['backup', '--force', target])).toMatchObject({ entries: 7 })
  })

  test('makes a backup where there is none', () => {
    expect(kase.json(['backup', '--force', target])).toMatchObject({ entries: 6 })
  })

  test.each<[string, () => void, RegExp]>([
    [
      'a backup of another case',
      () => {
        traced(['init', target])
      },
      /What is there is a backup of another case\. It is not replaced\./,
    ],
    [
      'a backup of another case, with an older schema,',
      () => {
        traced(['init', target])
        makeOlder(target)
      },
      /What is there is a backup of another case\. It is not replaced\./,
    ],
    [
      'a backup that something was recorded in',
      () => {
        kase.traced(['backup', target])
        caseAt(target).traced(['place', 'add', 'Dunai'])
      },
      /The backup there has something recorded that this case has not, up to entry 7\. It is not replaced\./,
    ],
    [
      'a backup of another branch of the case',
      () => {
        kase.traced(['backup', target])
        caseAt(target).traced(['place', 'add', 'Dunai'])
        kase.traced(['place', 'add', 'Tumangang'])
        kase.traced(['place', 'add', 'Khasan'])
      },
      /has something recorded that this case has not, up to entry 7/,
    ],
    [
      'a backup with a file of its own',
      () => {
        kase.traced(['backup', target])
        writeFileSync(join(target, 'files', 'f'.repeat(64)), 'mine')
      },
      /The backup there has a file that this case has not: f{64}\./,
    ],
    [
      'a backup with something else in its folder',
      () => {
        kase.traced(['backup', target])
        writeFileSync(join(target, 'notes.txt'), 'mine')
      },
      /The folder holds other things and is not replaced\./,
    ],
    [
      'a folder with what is no backup',
      () => {
        mkdirSync(target)
        writeFileSync(join(target, 'case.db'), 'mine')
      },
      /What is there cannot be read as a backup\. This file is not a case of trace\. It is not replaced\./,
    ],
  ])('leaves %s alone', (_, arrange, message) => {
    arrange()
    isRefused(['backup', '--force', target], 2, message)
  })

  test('leaves an earlier backup alone that something was recorded in meanwhile', async () => {
    kase.traced(['backup', target])
    let recorded = false
    await opened(kase.folder, async (store) => {
      const refusal = await refused(
        backupCase({ folder: kase.folder, store }, target, {
          ...copyOptions,
          force: true,
          onCopied: () => {
            if (!recorded) caseAt(target).traced(['place', 'add', 'Dunai'])
            recorded = true
          },
        }),
      )
      expect(refusal).toMatchObject({
        code: 'file-exists',
        message: expect.stringContaining('something recorded') as string,
      })
    })
    expect(verified(target).entries).toBe(7)
  })
})

describe('what killed commands left beside a backup', () => {
  const TEMPORARY = '.backup.0123456789ab'
  const dayAgo = (path: string, hours: number): void => {
    const time = new Date(Date.now() - hours * 60 * 60 * 1000)
    utimesSync(path, time, time)
  }

  test('is swept away after a day, and nothing else is', () => {
    const names = {
      [TEMPORARY]: 25,
      [`${TEMPORARY}.old`]: 25,
      '.backup.fedcba987654': 23,
      '.backup.notes': 25,
      '.other.0123456789ab': 25,
      'backup.0123456789ab': 25,
    }
    for (const [name, hours] of Object.entries(names)) {
      mkdirSync(join(home, name))
      writeFileSync(join(home, name, 'case.db'), '')
      dayAgo(join(home, name), hours)
    }
    mkdirSync(target)
    kase.traced(['backup', target])
    expect(Object.keys(names).filter((name) => existsSync(join(home, name)))).toEqual([
      '.backup.fedcba987654',
      '.backup.notes',
      '.other.0123456789ab',
      'backup.0123456789ab',
    ])
  })

  test('is swept beside exports too', () => {
    const name = '.chain.csv.0123456789ab'
    writeFileSync(join(home, name), '')
    dayAgo(join(home, name), 25)
    kase.traced(['export', '--all', '-o', '../chain.csv'])
    expect(existsSync(join(home, name))).toBe(false)
  })

  test('comes back when it is the earlier backup, which was being replaced', () => {
    kase.traced(['backup', join(home, 'made')])
    const former = join(home, `${TEMPORARY}.old`)
    traced(['restore', join(home, 'made'), former])
    dayAgo(former, 25)
    isRefusedAfterwards()
    expect(verified(target).entries).toBe(6)
    expect(existsSync(former)).toBe(false)
  })

  function isRefusedAfterwards(): void {
    const { code, stderr } = kase.trace(['backup', target])
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The folder is not empty.') as string,
    })
  }
})

describe('trace restore', () => {
  let cwd: string
  beforeEach(() => {
    kase.traced(['backup', target])
    cwd = tempFolder()
  })

  test.each([
    { tty: false, printed: /^folder\tcase\t.*\n.*\/restored\t[0-9a-z]{16}\t.*\t12\t[0-9a-f]{64}\n$/ },
    {
      tty: true,
      printed:
        /^Restored: 6 entries, 6 records, 4 files \(216 B\) in .*restored; verified\.\nentry 6, 12 leaves, root /,
    },
  ])('makes a case that work goes on in (terminal: $tty)', ({ tty, printed }) => {
    const before = everything(target)
    const { code, stdout, stderr } = trace(['restore', target, 'restored'], { cwd, tty: tty ? 200 : false })
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(printed) as string })
    expect(stderr).toContain('Work in it with: cd restored')
    expect(everything(target)).toEqual(before)

    const restored = caseAt(join(cwd, 'restored'))
    expect(verified(restored.folder).root).toBe(verified(kase.folder).root)
    restored.traced(['place', 'add', 'Dunai'])
    expect(verified(restored.folder).entries).toBe(7)
    const db = new Database(join(restored.folder, 'case.db'))
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    db.close()
    const path = (name: string) => join(restored.folder, name)
    expect([path(''), path('case.db'), path('files')].map(modeOf)).toEqual(['700', '600', '700'])
  })

  test('takes any case for a backup, and an empty folder', () => {
    mkdirSync(join(cwd, 'empty'))
    expect(JSON.parse(traced(['restore', kase.folder, 'empty', '--json'], { cwd }))).toMatchObject({
      entries: 6,
    })
    expect(verified(join(cwd, 'empty')).entries).toBe(6)
  })

  test('in place of a damaged case, which was moved aside', () => {
    damageDocument(kase.folder)
    expect(kase.trace(['verify']).code).toBe(1)
    const said = isRefused(['restore', '../backup', kase.folder], 2, /^trace: There is a case already/)
    expect(said).toContain('move its folder aside and keep it')
    renameSync(kase.folder, join(home, 'case.damaged'))
    traced(['restore', 'backup', 'case'], { cwd: home })
    expect(verified(kase.folder).entries).toBe(6)
    expect(trace(['verify', '-C', join(home, 'case.damaged')]).code).toBe(1)
  })

  test('of a backup that does not verify is refused', () => {
    damageDocument(target)
    const said = isRefused(
      ['restore', '../backup', '../restored'],
      1,
      /^trace: Nothing was restored: the backup is not as it was recorded\. file [0-9a-f]{64}: /,
    )
    expect(said).toContain('trace verify --case BACKUP')
  })

  test.each<[string, string, string, RegExp]>([
    ['from what is no backup', '../full', '../restored', /There is no backup here\./],
    ['from what is not there', '../nowhere', '../restored', /There is no backup here\./],
    [
      'into a folder that is not empty',
      '../backup',
      '../full',
      /The folder is not empty\.\n.*\n.*Name a new folder/,
    ],
    ['into the backup', '../backup', '../backup/files/restored', /cannot be one inside the other/],
    ['over the backup', '../backup', '../backup', /There is a case already/],
    ['into a file', '../backup', '../full/notes.txt', /There is a file of that name/],
    ['from a case of something else', '../other', '../restored', /This file is not a case of trace\./],
  ])('is refused %s', (_, from, to, message) => {
    mkdirSync(join(home, 'full'))
    writeFileSync(join(home, 'full', 'notes.txt'), 'mine')
    mkdirSync(join(home, 'other'))
    writeFileSync(join(home, 'other', 'case.db'), 'id,name\n')
    isRefused(['restore', from, to], 2, message)
  })

  test('is refused into the folder the user is in', () => {
    const here = tempFolder()
    const { code, stderr } = trace(['restore', target, '.'], { cwd: here })
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('You are in this folder') as string,
    })
    expect(readdirSync(here)).toEqual([])
  })

  test('is never made over a case that was started meanwhile', async () => {
    const restored = join(cwd, 'restored')
    const meanwhile: CopyOptions = {
      ...copyOptions,
      onCopied: () => {
        if (!existsSync(restored)) traced(['init', restored, '--title', 'Another'])
      },
    }
    expect(await refused(restoreCase(target, restored, meanwhile))).toMatchObject({ code: 'file-exists' })
    expect(verified(restored).entries).toBe(1)
    expect(readdirSync(cwd)).toEqual(['restored'])
  })

  test('of a backup with an older schema leaves it as it is', () => {
    makeOlder(target)
    const before = everything(target)
    traced(['restore', target, 'restored'], { cwd })
    expect(everything(target)).toEqual(before)
    expect(migrationsOf(target)).toEqual([1, 2])
    expect(verified(join(cwd, 'restored')).ok).toBe(true)
    expect(readdirSync(cwd)).toEqual(['restored'])
  })

  test('of a damaged backup with an older schema names the backup, and leaves nothing', () => {
    makeOlder(target)
    for (const name of readdirSync(join(target, 'files'))) rmSync(join(target, 'files', name))
    const { code, stderr } = trace(['restore', target, 'restored'], { cwd })
    expect(code).toBe(1)
    expect(stderr).toContain(`at ${target}\n`)
    expect(readdirSync(cwd)).toEqual([])
    expect(migrationsOf(target)).toEqual([1, 2])
  })
})

test('backups while two processes record 500 entries each are beginnings of the log, and nobody loses any', async () => {
  const before = kase.entries()
  kase.traced(['source', 'add', '--kind', 'report', '--title', 'Synthetic', '--id', 'csis-2023-10-06'])
  let recording = true
  const writers = twoWriters(kase.folder, 500).finally(() => (recording = false))
  const backups: string[] = []
  const areRecording = () => recording
  while (areRecording()) {
    const folder = join(home, `backup-${String(backups.length)}`)
    expect(await started([BIN, 'backup', folder, '--quiet'], kase.folder)).toMatchObject({ code: 0 })
    backups.push(folder)
  }
  expect(await writers).toEqual([])
  expect(kase.entries()).toBe(before + 1 + 1000)
  const log = await opened(kase.folder, (store) => store.entries(1, before + 1001))
  const heads = backups.map((folder) => verified(folder))
  for (const { entry, root } of heads) expect(log[entry - 1]?.root.toString('hex')).toBe(root)
  const amid = heads.filter(({ entry }) => entry > before + 1 && entry < before + 1001)
  expect(amid).not.toEqual([])
  verified(kase.folder)
})
