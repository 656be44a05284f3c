import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { caseAt, HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'
import { tempFolder, trace, traced } from './harness.ts'

/** Two reports, a press piece on both and a reprint of it, and a blog that does not say where it has it from. */
function press(kase: TestCase): void {
  kase.traced(['organisation', 'add', 'RUSI', '-q'])
  kase.traced(['organisation', 'add', 'CSIS', '-q'])
  const add = (id: string, kind: string, published: string, ...more: string[]) =>
    kase.traced([
      'source',
      'add',
      '--kind',
      kind,
      '--title',
      `Synthetic ${id}`,
      '--id',
      id,
      '--published',
      published,
      ...more,
      '-q',
    ])
  add('csis-1', 'report', '2023-10-06', '--originator', 'CSIS', '--lineage', 'original')
  add('rusi-1', 'report', '2023-10-16', '--originator', 'RUSI', '--lineage', 'original')
  add('kyiv-post', 'article', '2023-10-17', '--publisher', 'Kyiv Post', '--from', 'csis-1', '--as', 'summary')
  kase.traced(['source', 'derive', 'kyiv-post', '--from', 'rusi-1', '--as', 'quotation', '-q'])
  add('repost', 'article', '2023-10-18', '--publisher', 'Reposter', '--from', 'kyiv-post', '--as', 'reprint')
  add('blog', 'article', '2023-10', '--lineage', 'unknown')
}

const tree = (kase: TestCase, argv: readonly string[] = [], where = {}) =>
  kase.traced(['source', 'tree', ...argv], where)

describe('trace source tree', () => {
  test('draws what repeats what, and says on how few origins all rest (terminal)', () => {
    expect(tree(newCase(press), [], { tty: 100 })).toBe(
      [
        'source        publisher  published   how        origin',
        'csis-1        CSIS       2023-10-06             CSIS',
        '└─ kyiv-post  Kyiv Post  2023-10-17  summary    derived',
        '   └─ repost  Reposter   2023-10-18  reprint    derived',
        'rusi-1        RUSI       2023-10-16             RUSI',
        '└─ kyiv-post  Kyiv Post  2023-10-17  quotation  see above',
        'blog                     2023-10                none: lineage unknown',
        '',
        '5 documents rest on 2 origins: CSIS, RUSI.',
        'Counted as no origin: blog (unknown lineage).',
        '',
      ].join('\n'),
    )
  })

  test('prints a row for each document and derivation (pipe)', () => {
    const [head = '', ...rows] = tree(newCase(press)).trim().split('\n')
    expect(head.split('\t').slice(0, 10)).toEqual([
      'part',
      'level',
      'source',
      'publisher',
      'published',
      'how',
      'above',
      'lineage',
      'origin',
      'drawn',
    ])
    expect(rows.map((row) => row.split('\t').slice(0, 10).join(' '))).toEqual([
      'all 0 csis-1  2023-10-06   original CSIS first',
      'all 1 kyiv-post Kyiv Post 2023-10-17 summary csis-1 derived  first',
      'all 2 repost Reposter 2023-10-18 reprint kyiv-post derived  first',
      'all 0 rusi-1  2023-10-16   original RUSI first',
      'all 1 kyiv-post Kyiv Post 2023-10-17 quotation rusi-1 derived  again',
      'all 0 blog  2023-10   unknown  first',
    ])
  })

  test.each([{ TERM: 'linux' }, { LC_ALL: 'C' }, { LANG: 'ru_RU.KOI8-R' }])(
    'is drawn in ASCII where the terminal has no more: %j',
    (env) => {
      const drawn = tree(newCase(press), [], { tty: 100, env })
      expect(drawn).toContain('\n`- kyiv-post')
      expect(drawn).toContain('\n   `- repost')
      expect(drawn).not.toMatch(/[│├└─]/)
      const shown = traced(['source', 'show', 'repost'], { cwd: newCase(press).folder, tty: 100, env })
      expect(shown).toContain('|- summary of csis-1')
    },
  )

  test('with a source: what it rests on, and what repeats it', () => {
    const kase = newCase(press)
    const drawn = tree(kase, ['kyiv-post'], { tty: 100 })
    expect(drawn).toMatch(
      /^What it rests on\n\n.*\nkyiv-post .*\n├─ csis-1 .* summary .*\n└─ rusi-1 .* quotation .*\n\nWhat repeats it\n\n.*\nkyiv-post .*\n└─ repost .* reprint .*\n\n1 document rests on 2 origins: CSIS, RUSI.\n1 document repeats it, directly or through others.\n$/,
    )
    expect(tree(kase, ['Synthetic repost'], { tty: 100 })).toContain(
      'What repeats it\n\n  nothing in the case\n',
    )
    kase.refuses(['source', 'tree', 'kyiv-pos'], /Did you mean kyiv-post\?/)
  })

  test('--json has every document and derivation once', () => {
    const kase = newCase(press)
    const all = kase.json(['source', 'tree'])
    expect(all).toMatchObject({ documents: 5, restsOn: { origins: [{ name: 'CSIS' }, { name: 'RUSI' }] } })
    expect(all.nodes.map(({ id }: { id: string }) => id)).toEqual([
      'csis-1',
      'kyiv-post',
      'repost',
      'rusi-1',
      'blog',
    ])
    expect(all.nodes[0]).toMatchObject({ origin: { key: 'organisation:csis', name: 'CSIS' } })
    expect(all.nodes[4]).toMatchObject({ countsAsNone: 'lineage unknown' })
    expect(
      all.edges.map(
        ({ source, from, how }: Record<string, string>) => `${String(source)} ${String(how)} ${String(from)}`,
      ),
    ).toEqual(['kyiv-post summary csis-1', 'repost reprint kyiv-post', 'kyiv-post quotation rusi-1'])
    expect(kase.json(['source', 'tree', 'csis-1'])).toMatchObject({
      source: 'csis-1',
      repeatedBy: 2,
      documents: 1,
    })
  })

  test('shows what had been recorded, and what was public', () => {
    const kase = newCase(press)
    expect(tree(kase, ['--as-of', '5'])).not.toContain('kyiv-post')
    const { stdout, stderr } = kase.trace(['source', 'tree', '--public-by', '2023-10-17', '--plain'])
    expect(stdout).not.toMatch(/repost|blog/)
    expect(stderr).toContain('dated too loosely to tell whether public by 2023-10-17: blog.')
    expect(tree(kase, ['--public-by', '2023-10-10', '--json'])).not.toContain('rusi-1')
  })

  test('documents that public ones rest on are drawn, and said not to be certain', () => {
    const kase = newCase(press)
    kase.traced(['correct', 'csis-1', '--published', '2023', '--because', 'only the year is known', '-q'])
    const drawn = tree(kase, ['--public-by', '2023-10-17'], { tty: 120 })
    expect(drawn).toContain('CSIS, not certainly public then')
    expect(kase.json(['source', 'tree', '--public-by', '2023-10-17']).nodes).toContainEqual(
      expect.objectContaining({ id: 'csis-1', public: false }),
    )
  })

  test('says that there is nothing to draw', () => {
    const { code, stderr } = newCase().trace(['source', 'tree'], { tty: true })
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'There are no sources to draw. Add one with: trace source add\n',
    })
  })

  test('text from outside is printed harmlessly', () => {
    const kase = newCase()
    kase.traced([
      'source',
      'add',
      '--kind',
      'note',
      '--title',
      HOSTILE,
      '--publisher',
      HOSTILE,
      '--lineage',
      'original',
      '--id',
      'x',
    ])
    for (const argv of [[], ['x'], ['--csv'], ['--json']])
      for (const tty of [false, true])
        expect(isHarmless(tree(kase, argv, { tty }).replaceAll('\r\n', '\n'))).toBe(true)
  })

  test('a long chain and a circle, as an import may bring them, are drawn', () => {
    const cwd = tempFolder()
    const copies = Array.from({ length: 3000 }, (_, i) => `copy-${String(i)}`)
    const tables = {
      sources: `id,kind,title,lineage\nfirst,note,First,original\n${[...copies, 'ring-a', 'ring-b'].map((id) => `${id},note,Synthetic ${id},derived\n`).join('')}`,
      derivations: `source,from,how\n${copies.map((id, i) => `${id},${copies[i - 1] ?? 'first'},reprint\n`).join('')}ring-a,ring-b,reprint\nring-b,ring-a,reprint\n`,
    }
    const resources = Object.keys(tables).map((name) => ({ name, path: `${name}.csv` }))
    writeFileSync(join(cwd, 'datapackage.json'), JSON.stringify({ name: 'chain', resources }))
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(cwd, `${name}.csv`), text)
    traced(['import', '.', 'case'], { cwd })
    const kase = caseAt(join(cwd, 'case'))
    const drawn = tree(kase, [], { tty: 80 })
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(drawn).toMatch(/└─ \(3000\) copy-29/)
    expect(drawn).toMatch(/^ring-a .* none: in/m)
    expect(drawn).toContain('goes in a circle')
    expect(drawn).toContain('A derivation goes in a circle: ring-a → ring-b → ring-a.')
    expect(drawn).toContain('A number in brackets says')
    expect(tree(kase, ['copy-2999'], { tty: 80 })).toContain('1 document rests on 1 origin: First.')
    const shown = trace(['show', 'copy-2999'], { cwd: kase.folder, tty: 80 })
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain('└─ (3000) reprint of first')
  }, 60_000)
})

describe('trace source list --originals', () => {
  test('says how many documents rest on each', () => {
    const kase = newCase(press)
    expect(kase.traced(['source', 'list', '--originals'], { tty: 100 })).toMatch(
      /^id +published +kind +repeated by +rests on +title\ncsis-1 .* 2 +CSIS .*\nrusi-1 .* 2 +RUSI .*\n/,
    )
    expect(kase.json(['source', 'list', '--originals'])).toMatchObject([{ repeatedBy: 2 }, { repeatedBy: 2 }])
    expect(kase.json(['source', 'list', '--originals', '--public-by', '2023-10-17'])).toMatchObject([
      { id: 'csis-1', repeatedBy: 1 },
      { id: 'rusi-1', repeatedBy: 1 },
    ])
    expect(kase.traced(['source', 'list', '--originals', '--csv'])).toMatch(
      /^id,published,kind,lineage,originator,repeated_by,rests_on,title,entry\r\n/,
    )
    expect(kase.traced(['source', 'list', '--csv'])).toMatch(
      /^id,published,kind,lineage,originator,rests_on,title,entry\r\n/,
    )
  })
})
