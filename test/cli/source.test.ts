import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'

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
        },
      },
    })
    expect(filesOf(kase)).toEqual([sha256(contents)])
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
    expect(filesOf(kase)).toHaveLength(1)
    expect(kase.entries()).toBe(3)
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
