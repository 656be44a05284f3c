import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import { BIN, trace } from './harness.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const filesOf = (kase: TestCase): string[] => readdirSync(join(kase.folder, 'files')).sort()
const RUSI = [
  'source',
  'add',
  '--kind',
  'report',
  '--title',
  'The Orient Express',
  '--originator',
  'RUSI',
  '--published',
  '2023-10-16',
  '--lineage',
  'original',
]

function rusi(kase: TestCase): void {
  kase.traced(['organisation', 'add', 'RUSI'])
}

/** The most memory a command takes, in MiB, in whichever of its processes: an old Node hands over to another. */
function peakOf(kase: TestCase, argv: readonly string[]): number {
  const report = join(kase.folder, '..', 'peak')
  const script = `
    import { appendFileSync } from 'node:fs'
    process.on('exit', () => appendFileSync(${JSON.stringify(report)}, process.resourceUsage().maxRSS + ' '))`
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(script)}`
  kase.traced(argv, { env: { NODE_OPTIONS } })
  const peaks = readFileSync(report, 'utf8').trim().split(' ').map(Number)
  rmSync(report)
  return Math.max(...peaks) / 1024
}

/** A case with RUSI in it, and a document beside it. */
function started(): TestCase & { document: string } {
  const kase = newCase(rusi)
  const document = join(kase.folder, '..', 'Kyiv Post 22852.html')
  writeFileSync(document, '<html><script>var hidden</script><p>munitions &amp; <b>Ang</b>ara</p></html>')
  return { ...kase, document }
}

describe('trace source add', () => {
  test.each([
    { tty: false, printed: /^id\ttype\tentry\nrusi-2023-10-16\tsource\t3\n$/ },
    { tty: true, printed: /^id +type +entry\nrusi-2023-10-16 +source +3\n$/ },
  ])('a document known by its fields (terminal: $tty)', ({ tty, printed }) => {
    const kase = started()
    const { code, stdout, stderr } = kase.trace(
      [...RUSI, '--url', 'https://rusi.org/orient', '--reliability', 'b'],
      { tty },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Recorded as entry 3.\n' })
    expect(stdout).toMatch(printed)
    expect(kase.json(['source', 'list'])).toMatchObject([
      {
        id: 'rusi-2023-10-16',
        originator: 'rusi',
        lineage: 'original',
        reliability: 'B',
        url: 'https://rusi.org/orient',
        restsOn: { origins: [{ key: 'organisation:rusi', name: 'RUSI' }] },
      },
    ])
    expect(filesOf(kase)).toEqual([])
  })

  test('a file is archived under its hash, named by its name, and searched', () => {
    const kase = started()
    const contents = readFileSync(kase.document, 'utf8')
    const text = 'munitions & Angara'
    const added = kase.json(['source', 'add', kase.document, '--kind', 'article'])
    expect(added).toMatchObject({
      id: 'kyiv-post-22852',
      sha256: sha256(contents),
      record: {
        title: 'Kyiv Post 22852',
        file: {
          sha256: sha256(contents),
          bytes: contents.length,
          mediaType: 'text/html',
          name: 'Kyiv Post 22852.html',
          text: { sha256: sha256(text), bytes: text.length, by: 'trace html 1' },
        },
      },
    })
    expect(filesOf(kase)).toEqual([sha256(contents), sha256(text)].sort())
    expect(readFileSync(join(kase.folder, 'files', sha256(text)), 'utf8')).toBe(text)
    const stored = join(kase.folder, 'files', sha256(contents))
    expect(readFileSync(stored, 'utf8')).toBe(contents)
    expect((statSync(stored).mode & 0o777).toString(8)).toBe('400')
    expect(kase.traced(['search', 'Angara'])).toContain('kyiv-post-22852')
    expect(kase.traced(['search', 'hidden'])).not.toContain('kyiv-post-22852')
  })

  test('the same again writes nothing and keeps one file', () => {
    const kase = started()
    const add = [
      'source',
      'add',
      kase.document,
      '--kind',
      'article',
      '--publisher',
      'Kyiv Post',
      '--published',
      '2023-10-17',
    ]
    kase.traced(add)
    const { code, stdout, stderr } = kase.trace([...add, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ id: 'kyiv-post-2023-10-17', entry: null })
    expect(stderr).toContain('in the case already; nothing was written')
    // The document, and the text that was taken from it.
    expect(filesOf(kase)).toHaveLength(2)
    expect(kase.entries()).toBe(3)
  })

  test('one file under two sources is kept once', () => {
    const kase = started()
    for (const name of ['loads.csv', 'loads again.csv'])
      writeFileSync(join(kase.folder, '..', name), 'containers,73\n')
    kase.traced(['source', 'add', '../loads.csv', '--kind', 'dataset', '--id', 'first', '-q'])
    const file = sha256('containers,73\n')
    const { stderr } = kase.trace([
      'source',
      'add',
      '../loads again.csv',
      '--kind',
      'dataset',
      '--id',
      'second',
    ])
    expect(stderr).toContain('warning: The same address or file is that of first.')
    expect(filesOf(kase)).toEqual([file])
    const named = (
      kase.json(['source', 'list']) as { id: string; file: { sha256: string; name: string } }[]
    ).map(({ id, file: { sha256, name } }) => [id, sha256, name])
    expect(named).toEqual([
      ['first', file, 'loads.csv'],
      ['second', file, 'loads again.csv'],
    ])
  })

  test('a large file is added and copied in the memory that a small one takes', () => {
    const kase = started()
    const size = 300 << 20
    const large = join(kase.folder, '..', 'large.bin')
    writeFileSync(large, '')
    truncateSync(large, size)
    const small = join(kase.folder, '..', 'small.bin')
    writeFileSync(small, 'x')
    const add = (file: string, id: string) => ['source', 'add', file, '--kind', 'dataset', '--id', id]
    const little = peakOf(kase, add(small, 'small'))
    expect(peakOf(kase, add(large, 'large')) - little).toBeLessThan(48)
    const copied = peakOf(kase, ['source', 'file', 'large', '-o', '../copy.bin'])
    expect(copied - little).toBeLessThan(48)
    expect(statSync(join(kase.folder, '..', 'copy.bin')).size).toBe(size)
  })

  test('a picture is an image', () => {
    const kase = started()
    const picture = join(kase.folder, '..', 'Rajin.TIF')
    writeFileSync(picture, 'II*')
    expect(
      kase.json(['source', 'add', picture, '--item', '20231005_020817', '--lineage', 'original']),
    ).toMatchObject({
      id: 'rajin',
      record: {
        kind: 'image',
        title: 'Rajin',
        scene: { item: '20231005_020817' },
        file: { mediaType: 'image/tiff' },
      },
    })
  })

  test.each([
    [['--publisher', 'Kyiv Post', '--published', '2023-10-17'], 'kyiv-post-2023-10-17'],
    [['--publisher', 'Kyiv Post', '--published', '2023-10'], 'kyiv-post-2023-10'],
    [['--publisher', 'Kyiv Post', '--published', '2023-10~/2023-11'], 'kyiv-post-2023-10'],
    [['--publisher', 'Kyiv Post', '--published', '2023-10-17T10:00+02:00'], 'kyiv-post-2023-10-17'],
    [['--publisher', 'Kyiv Post', '--originator', 'rusi', '--published', '2023'], 'rusi-2023'],
    [['--publisher', 'Kyiv Post', '--published', '../2023-10'], 'report-at-scale'],
    [['--publisher', 'Kyiv Post'], 'report-at-scale'],
    [['--publisher', '로동신문', '--published', '2023-10-17'], 'report-at-scale'],
    [['--id', 'mine'], 'mine'],
  ])('the key of %j is %s', (flags, key) => {
    expect(
      started().json(['source', 'add', '--kind', 'article', '--title', 'Report: “at scale”', ...flags]),
    ).toMatchObject({ id: key })
  })

  test('a key that is taken gets a number, and says so; a chosen one does not', () => {
    const kase = started()
    kase.traced(RUSI)
    const second = kase.trace([...RUSI.slice(0, 5), 'Second report', ...RUSI.slice(6), '--json'])
    expect(JSON.parse(second.stdout)).toMatchObject({ id: 'rusi-2023-10-16-2', entry: 4 })
    expect(second.stderr).toContain('another source is rusi-2023-10-16 already')
    expect(kase.json([...RUSI.slice(0, 5), 'Second report', ...RUSI.slice(6)])).toMatchObject({
      id: 'rusi-2023-10-16-2',
      entry: null,
    })
    expect(kase.json([...RUSI.slice(0, 5), 'Third report', ...RUSI.slice(6)])).toMatchObject({
      id: 'rusi-2023-10-16-3',
    })
    kase.refuses([...RUSI, '--id', 'rusi-2023-10-16-3'], /There is a source rusi-2023-10-16-3 already/)
  })

  test('unknown lineage is the default, and it is said what that means', () => {
    const kase = started()
    const { stderr } = kase.trace(['source', 'add', '--kind', 'article', '--title', 'Report'])
    expect(stderr).toContain('Its lineage is unknown, so it counts as no origin.')
    expect(kase.json(['source', 'list'])).toMatchObject([{ lineage: 'unknown', restsOn: { origins: [] } }])
    expect(kase.traced(['source', 'list', '--plain'])).toMatch(/\tunknown\tReport\t3\n$/)
    expect(
      kase.trace(['source', 'add', '--kind', 'article', '--title', 'Other', '--lineage', 'unknown']).stderr,
    ).not.toContain('lineage')
  })

  test('what it repeats is recorded in the same entry', () => {
    const kase = started()
    kase.traced(RUSI)
    const { stdout } = kase.trace([
      'source',
      'add',
      kase.document,
      '--kind',
      'article',
      '--from',
      'the orient express',
      '--as',
      'summary',
      '--json',
    ])
    expect(JSON.parse(stdout)).toMatchObject({ entry: 4, record: { lineage: 'derived' } })
    expect(kase.json(['source', 'list'])).toMatchObject([
      { id: 'kyiv-post-22852', restsOn: { origins: [{ name: 'RUSI' }] } },
      {},
    ])
    expect(kase.json(['source', 'list', '--originals'])).toMatchObject([{ id: 'rusi-2023-10-16' }])
  })

  test('the same address or file as another source is pointed out', () => {
    const kase = started()
    kase.traced([...RUSI, '--url', 'https://rusi.org/orient'])
    expect(
      kase.trace([
        'source',
        'add',
        '--kind',
        'report',
        '--title',
        'Again',
        '--url',
        'https://rusi.org/orient',
      ]).stderr,
    ).toContain('warning: The same address or file is that of rusi-2023-10-16.')
  })

  test('text in an encoding that is not told is kept, not searched, and that is said', () => {
    const kase = started()
    const document = join(kase.folder, '..', 'old.txt')
    writeFileSync(document, Buffer.from([0xc4, 0xf3, 0xed, 0xe0, 0xe9]))
    expect(kase.trace(['source', 'add', document, '--kind', 'note']).stderr).toContain(
      'Its text cannot be searched',
    )
  })

  test.each<[string[], RegExp]>([
    [['--kind', 'article'], /A source needs --title TEXT/],
    [['--title', 'Report'], /A source needs --kind WORD[^]*report, article/],
    [['--kind', 'artikle', '--title', 'Report'], /"artikle" is not one of[^]*Did you mean article\?/],
    [
      ['--kind', 'article', '--title', 'Report', '--published', '2023-02-30'],
      /February 2023 has 28 days[^]*at --published/,
    ],
    [
      ['--kind', 'article', '--title', 'Report', '--originator', 'RUSSI'],
      /There is no organisation "RUSSI"[^]*at --originator[^]*Did you mean rusi\?/,
    ],
    [
      ['--kind', 'article', '--title', 'Report', '--from', 'rusi-2023-10-16'],
      /What a source repeats needs --as/,
    ],
    [['--kind', 'article', '--title', 'Report', '--as', 'reprint'], /What a source repeats needs --from/],
    [
      ['--kind', 'article', '--title', 'Report', '--from', 'nowhere', '--as', 'reprint'],
      /There is no source "nowhere"[^]*at --from/,
    ],
    [['--kind', 'article', '--title', '로동신문'], /No key can be made from "로동신문"/],
    [['--kind', 'article', '--title', ''], /Nothing was given[^]*at --title/],
    [['missing.pdf', '--kind', 'report'], /There is no such file[^]*missing\.pdf/],
    [['..', '--kind', 'report'], /This is a folder, not a file/],
    [['case.db', '--kind', 'report', '--cloud-cover', '101'], /cannot be the scene_cloud_cover/],
  ])('%j is refused, and nothing is archived', (argv, message) => {
    const kase = started()
    kase.refuses(['source', 'add', ...argv], message)
    expect(filesOf(kase)).toEqual([])
  })

  test('a case without its folder of files gets one', () => {
    const kase = newCase()
    const copy = join(kase.folder, '..', 'copy')
    mkdirSync(copy)
    writeFileSync(join(copy, 'case.db'), readFileSync(join(kase.folder, 'case.db')))
    writeFileSync(join(copy, 'notes.md'), 'x')
    kase.traced(['source', 'add', 'notes.md', '--kind', 'note'], { cwd: copy })
    expect(existsSync(join(copy, 'files', sha256('x')))).toBe(true)
  })

  test.each([{ tty: false }, { tty: true }])(
    'text from outside is printed harmlessly (terminal: $tty)',
    ({ tty }) => {
      const kase = started()
      const named = join(kase.folder, '..', 'a\u001b[31m\u202e.txt')
      writeFileSync(named, HOSTILE)
      const printed = [
        kase.trace(['source', 'add', named, '--kind', 'note', '--publisher', HOSTILE], { tty }),
        kase.trace(['source', 'list'], { tty }),
        kase.trace(['source', 'show', 'a-31m'], { tty }),
        kase.trace(['source', 'add', `${named}x`, '--kind', 'note'], { tty }),
      ]
      expect(printed.map(({ code }) => code)).toEqual([0, 0, 0, 2])
      for (const { stdout, stderr } of printed) expect([stdout, stderr].map(isHarmless)).toEqual([true, true])
    },
  )
})

describe('trace source derive', () => {
  const threeSources = (kase: TestCase): void => {
    rusi(kase)
    kase.traced(RUSI)
    for (const name of ['Kyiv Post', 'AMN'])
      kase.traced(['source', 'add', '--kind', 'article', '--title', name, '-q'])
  }
  const chain = (): TestCase => newCase(threeSources)

  test.each([{ tty: false }, { tty: true }])('says what a source repeats (terminal: $tty)', ({ tty }) => {
    const kase = chain()
    const { code, stdout, stderr } = kase.trace(
      ['source', 'derive', 'Kyiv Post', '--from', 'The Orient Express', '--as', 'summary'],
      { tty },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Recorded as entry 6.\n' })
    expect(stdout).toMatch(/[0-9a-z]{16}\s+derivation\s+6\s+kyiv-post\s+summary\s+rusi-2023-10-16\n$/)
    expect(
      kase.trace(['source', 'derive', 'Kyiv Post', '--from', 'The Orient Express', '--as', 'summary']).stderr,
    ).toContain('nothing was written')
  })

  test('no source rests on itself, at whatever distance', () => {
    const kase = chain()
    kase.traced(['source', 'derive', 'kyiv-post', '--from', 'rusi-2023-10-16', '--as', 'summary'])
    kase.traced(['source', 'derive', 'amn', '--from', 'kyiv-post', '--as', 'reprint'])
    kase.refuses(
      ['source', 'derive', 'rusi-2023-10-16', '--from', 'amn', '--as', 'quotation'],
      /rusi-2023-10-16 → amn → kyiv-post → rusi-2023-10-16/,
    )
    kase.refuses(
      ['source', 'derive', 'amn', '--from', 'amn', '--as', 'reprint'],
      /amn would derive from itself: amn → amn/,
    )
  })

  test('an original that repeats another is pointed out', () => {
    const kase = chain()
    const { code, stderr } = kase.trace([
      'source',
      'derive',
      'rusi-2023-10-16',
      '--from',
      'amn',
      '--as',
      'quotation',
    ])
    expect(code).toBe(0)
    expect(stderr).toContain('warning: rusi-2023-10-16 is recorded as original')
  })

  test.each<[string[], RegExp]>([
    [
      ['kyiv-pots', '--from', 'amn', '--as', 'reprint'],
      /There is no source "kyiv-pots"[^]*Did you mean kyiv-post\?/,
    ],
    [['kyiv-post', '--from', 'nowhere', '--as', 'reprint'], /There is no source "nowhere"[^]*at --from/],
    [['kyiv-post', '--as', 'reprint'], /needs --from SOURCE/],
    [['kyiv-post', '--from', 'amn'], /needs --as/],
    [['kyiv-post', '--from', 'amn', '--as', 'copy'], /"copy" is not one of/],
  ])('%j is refused', (argv, message) => {
    chain().refuses(['source', 'derive', ...argv], message)
  })
})

describe('trace source file', () => {
  const BYTES = Buffer.from([0x49, 0x49, 0x2a, 0x00, 0xff, 0xfe, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x0d, 0x0a])

  /** A case with a picture in it, archived under a name, and a folder to work in. */
  function withPicture(name = 'Rajin 2023-10-05.TIF'): TestCase & { cwd: string; archived: string } {
    const kase = newCase()
    const cwd = join(kase.folder, '..', 'work')
    mkdirSync(cwd)
    writeFileSync(join(kase.folder, '..', name), BYTES)
    kase.traced(['source', 'add', join('..', name), '--id', 'rajin', '-q'])
    const [archived = ''] = filesOf(kase)
    return { ...kase, cwd, archived: join(kase.folder, 'files', archived) }
  }

  /** Runs it in the folder beside the case. */
  const file = ({ folder, cwd }: { folder: string; cwd: string }, ...argv: string[]) =>
    trace(['-C', folder, 'source', 'file', ...argv], { cwd })

  test.each([{ tty: false }, { tty: true }])(
    'writes a copy under the name the document had (terminal: $tty)',
    ({ tty }) => {
      const kase = withPicture()
      const { folder, cwd, archived } = kase
      const before = kase.entries()
      expect(trace(['-C', folder, 'source', 'file', 'rajin'], { cwd, tty })).toEqual({
        code: 0,
        stdout: '',
        stderr: `13 bytes written to Rajin 2023-10-05.TIF, SHA-256 ${basename(archived)}.\n`,
      })
      expect(readdirSync(cwd)).toEqual(['Rajin 2023-10-05.TIF'])
      const copy = join(cwd, 'Rajin 2023-10-05.TIF')
      expect(readFileSync(copy)).toEqual(BYTES)
      writeFileSync(copy, 'marked up')
      expect(readFileSync(archived)).toEqual(BYTES)
      expect((statSync(archived).mode & 0o777).toString(8)).toBe('400')
      expect(kase.entries()).toBe(before)
    },
  )

  test('the copy may be written by its owner, as the umask has it', () => {
    const { folder, cwd } = withPicture()
    for (const [umask, mode] of [
      ['022', '644'],
      ['077', '600'],
    ] as const) {
      execFileSync(
        'sh',
        [
          '-c',
          `umask ${umask}; exec "$@"`,
          'sh',
          process.execPath,
          BIN,
          '-C',
          folder,
          'source',
          'file',
          'rajin',
          '-qo',
          umask,
        ],
        { cwd },
      )
      expect((statSync(join(cwd, umask)).mode & 0o777).toString(8)).toBe(mode)
    }
  })

  test('writes to another place, by the title of the source, and never over another without force', () => {
    const kase = withPicture()
    const copy = join(kase.cwd, 'copy.tif')
    expect(file(kase, 'Rajin 2023-10-05', '-o', 'copy.tif')).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(copy)).toEqual(BYTES)
    writeFileSync(copy, 'marked up')
    const again = file(kase, 'rajin', '-o', 'copy.tif')
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(again.stderr).toContain('There is a file of that name already; it was not changed.')
    expect(readFileSync(copy, 'utf8')).toBe('marked up')
    expect(file(kase, 'rajin', '-o', 'copy.tif', '--force', '--quiet')).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(copy)).toEqual(BYTES)
    expect(readdirSync(kase.cwd)).toEqual(['copy.tif'])
  })

  test('prints the bytes as they are in a pipe, and nothing on a terminal', () => {
    const { folder, cwd } = withPicture()
    const argv = ['-C', folder, 'source', 'file', 'rajin', '-o', '-']
    expect(execFileSync(process.execPath, [BIN, ...argv], { cwd })).toEqual(BYTES)
    const { code, stdout, stderr } = trace(argv, { cwd, tty: true })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('A document is not printed on a terminal')
    expect(readdirSync(cwd)).toEqual([])
  })

  test.each([
    ['a name that is hidden', '.profile', 'profile'],
    ['a name with controls', 'a\u001b[31m\u202e.tif', 'a_[31m_.tif'],
    ['a name with a backslash', String.raw`..\up.tif`, '_up.tif'],
    ['a name like the one for standard output', '-', '-'],
    ['a name of dots and blanks', '. .', 'rajin'],
  ])('%s is made safe', (_, name, safe) => {
    const kase = newCase()
    writeFileSync(join(kase.folder, '..', name), 'x')
    kase.traced(['source', 'add', `../${name}`, '--kind', 'note', '--title', 'Rajin', '-q'])
    const cwd = join(kase.folder, '..', 'work')
    mkdirSync(cwd)
    const { code, stderr } = file({ ...kase, cwd }, 'rajin')
    expect({ code, names: readdirSync(cwd) }).toEqual({ code: 0, names: [safe] })
    expect(isHarmless(stderr)).toBe(true)
  })

  test.each([{ tty: false }, { tty: true }])(
    'a document that was changed is refused (terminal: $tty)',
    ({ tty }) => {
      const { folder, cwd, archived } = withPicture()
      chmodSync(archived, 0o600)
      writeFileSync(archived, Buffer.concat([BYTES, BYTES]))
      writeFileSync(join(cwd, 'there.tif'), 'mine')
      for (const more of [
        [],
        ['-o', 'new.tif'],
        ['-o', 'there.tif', '--force'],
        ...(tty ? [] : [['-o', '-']]),
      ]) {
        const { code, stdout, stderr } = trace(['-C', folder, 'source', 'file', 'rajin', ...more], {
          cwd,
          tty,
        })
        expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
        expect(stderr).toContain('The archived document of the source rajin was changed.')
      }
      expect(readdirSync(cwd)).toEqual(['there.tif'])
      expect(readFileSync(join(cwd, 'there.tif'), 'utf8')).toBe('mine')
      rmSync(archived)
      expect(trace(['-C', folder, 'source', 'file', 'rajin'], { cwd, tty }).stderr).toContain(
        'rajin is missing.',
      )
      expect(readdirSync(cwd)).toEqual(['there.tif'])
    },
  )

  test.each([
    ['the database', 'case.db'],
    ['a new file among the documents', join('files', 'new.tif')],
    ['the documents, by a link to the folder', join('..', 'link', 'new.tif')],
    ['the database, by a link to it', join('..', 'case-link')],
  ])('never writes to what belongs to the case: %s', (_, path) => {
    const kase = withPicture()
    symlinkSync(join(kase.folder, 'files'), join(kase.folder, '..', 'link'))
    symlinkSync(join(kase.folder, 'case.db'), join(kase.folder, '..', 'case-link'))
    kase.refuses(['source', 'file', 'rajin', '-o', path, '--force'], /This belongs to the case/)
    expect(filesOf(kase)).toEqual([basename(kase.archived)])
  })

  test('gives the document of a source that was retracted', () => {
    const kase = withPicture()
    kase.traced(['retract', 'rajin', '--because', 'another scene', '-q'])
    expect(file(kase, 'rajin', '-o', 'copy.tif').code).toBe(0)
    expect(readFileSync(join(kase.cwd, 'copy.tif'))).toEqual(BYTES)
  })

  test.each<[string[], RegExp]>([
    [
      ['report'],
      /No document was archived with report[^]*Its address is https:\/\/example\.org\/report, which is never fetched/,
    ],
    [['note'], /No document was archived with note[^]*A file is archived with: trace source add FILE/],
    [['reprot'], /There is no source "reprot"[^]*Did you mean report\?/],
    [['rajin', '-o', '..'], /no ordinary file[^]*Name a file in it/],
    [['rajin', '-o', 'nowhere/copy.tif'], /Make the folder first/],
    [[], /Missing required argument 'SOURCE'/],
  ])('%j is refused', (argv, message) => {
    const kase = withPicture()
    const add = (id: string, ...more: string[]) =>
      kase.traced(['source', 'add', '--kind', 'note', '--title', id, '-q', ...more])
    add('report', '--url', 'https://example.org/report')
    add('note')
    kase.refuses(['source', 'file', ...argv], message)
    expect(readdirSync(kase.cwd)).toEqual([])
  })
})

describe('trace source list', () => {
  test('leaves out what was not certain to be public, and says what it cannot tell', () => {
    const kase = started()
    kase.traced(RUSI)
    kase.traced(['source', 'add', '--kind', 'article', '--title', 'Undated', '-q'])
    kase.traced(['source', 'add', '--kind', 'article', '--title', 'Loose', '--published', '2023-10', '-q'])
    const { stdout, stderr } = kase.trace(['source', 'list', '--public-by', '2023-10-16', '--json'])
    expect(JSON.parse(stdout)).toMatchObject([{ id: 'rusi-2023-10-16' }])
    expect(stderr).toContain('without a date of publication: undated')
    expect(stderr).toContain('too loosely')
    expect(kase.json(['source', 'list', '--public-by', '2023-10-15'])).toEqual([])
  })

  test.each([
    { tty: false, heading: 'id\tpublished\tkind\tlineage\toriginator\trests_on\ttitle\tentry' },
    { tty: true, heading: 'id               published   kind    lineage   originator  rests on  title' },
  ])('has what matters of a source (terminal: $tty)', ({ tty, heading }) => {
    const kase = started()
    kase.traced(RUSI)
    const [first, second] = kase.traced(['source', 'list'], { tty }).split('\n')
    expect(first).toBe(heading)
    expect(second).toMatch(
      /^rusi-2023-10-16\s+2023-10-16\s+report\s+original\s+rusi\s+RUSI\s+The Orient Express/,
    )
  })
})
