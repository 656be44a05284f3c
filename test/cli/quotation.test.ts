import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pdfBomb, pdfEncrypted, pdfOf } from '../exchange/pdfs.ts'
import { HOSTILE, isHarmless, newCase, type TestCase } from './cases.ts'

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

const LINES = [
  ['Around 73 freight rail-', 'cars stood in the yard.'],
  ['The yard was \x93full\x94. Around 73 were counted.'],
]
const TEXT = 'Around 73 freight rail-\ncars stood in the yard.\fThe yard was “full”. Around 73 were counted.'
const PAGE =
  '<html><title>Synthetic</title><p>Around <b>73</b> railcars &mdash; all tarped.</p><script>74 railcars</script>'

const START: readonly (readonly string[])[] = [
  ['place', 'add', 'Tumangang'],
  ['source', 'add', '--kind', 'report', '--title', 'Paper', '--id', 'on-paper'],
  ['source', 'add', '../report.pdf', '--kind', 'report', '--id', 'report'],
  ['source', 'add', '../page.html', '--kind', 'article', '--id', 'page'],
  ['source', 'add', '../notes.md', '--kind', 'note', '--id', 'notes'],
]

/** A case with a PDF, a web page, Markdown and a document that is only on paper. */
function started(): TestCase {
  return newCase(withDocuments)
}

function withDocuments(kase: TestCase): void {
  const beside = (name: string, contents: Buffer | string): void => {
    writeFileSync(join(kase.folder, '..', name), contents)
  }
  beside('report.pdf', pdfOf(LINES))
  beside('page.html', PAGE)
  beside('notes.md', '# Notes\n\nAround 73 rail-\ncars\n')
  for (const argv of START) kase.traced(argv)
}

const COUNT = ['record', 'railcar-count', '--at', 'tumangang', '--on', '2023-10-05', '--no-leg']
const quoting = (source: string, quote: string, ...more: string[]): string[] => [
  ...COUNT,
  '--source',
  source,
  '--quote',
  quote,
  ...more,
]

/** A case with an observation that a PDF is cited for. */
function observed(kase: TestCase): string {
  return kase.json(quoting('report', '73 freight railcars')).id as string
}

describe('a document', () => {
  test('has its text taken from it, archived and searched', () => {
    const kase = started()
    const { record } = kase.json(['source', 'show', 'report'])
    expect(record.file.text).toEqual({
      sha256: sha256(TEXT),
      bytes: Buffer.byteLength(TEXT),
      by: expect.stringMatching(/^trace pdf 1, pdf\.js \d/),
    })
    const file = join(kase.folder, 'files', sha256(TEXT))
    expect(readFileSync(file, 'utf8')).toBe(TEXT)
    expect(kase.traced(['search', 'freight'])).toContain('report')
    // A correction still finds it.
    kase.traced(['correct', 'report', '--title', 'Another', '--because', 'misread'])
    expect(kase.traced(['search', 'counted'])).toContain('Another')
    expect(kase.json(['source', 'show', 'report']).record.file.text.sha256).toBe(sha256(TEXT))
    expect(kase.json(['source', 'show', 'notes']).record.file.text).toBeUndefined()
  })

  test.each<[what: string, contents: Buffer, why: string]>([
    ['broken', Buffer.from('%PDF-1.4 and no more'), 'it is damaged, or not what its name says'],
    ['encrypted', pdfEncrypted('tumangang'), 'it is encrypted'],
    ['without words', pdfOf([[]]), 'it has no words, perhaps only pictures of them'],
    ['a bomb', pdfBomb(600 << 20), 'it is too large'],
  ])('that is %s is kept, and it is said that it cannot be searched', (_what, contents, why) => {
    const kase = started()
    writeFileSync(join(kase.folder, '..', 'other.pdf'), contents)
    const added = ['source', 'add', '../other.pdf', '--kind', 'report', '--id', 'other']
    const { code, stderr } = kase.trace(added)
    expect(code).toBe(0)
    expect(stderr).toContain(`Its text cannot be searched, nor quotations be looked up in it: ${why}.\n`)
    expect(kase.json(['source', 'show', 'other']).record.file.text).toBeUndefined()
    expect(readFileSync(join(kase.folder, 'files', sha256(contents)))).toEqual(contents)
    expect(readdirSync(join(kase.folder, 'files')).filter((name) => name.startsWith('.'))).toEqual([])
    expect(kase.trace(quoting('other', 'Around 73')).stderr).toContain(
      'The quotation was not checked: no text of other is archived',
    )
  })

  test('that is larger than is read is kept, and it is said that it cannot be searched', () => {
    const kase = started()
    writeFileSync(join(kase.folder, '..', 'large.html'), 'Around 73 '.repeat((32 << 20) / 10 + 1))
    const { code, stderr } = kase.trace(['source', 'add', '../large.html', '--kind', 'article'])
    expect(code).toBe(0)
    expect(stderr).toContain('nor quotations be looked up in it: it is too large.\n')
  })

  test('with more marks on a letter than any language has is added at once', () => {
    const kase = started()
    writeFileSync(join(kase.folder, '..', 'marks.html'), `Rajin a${'\u0301\u0323'.repeat(1_000_000)}`)
    kase.traced(['source', 'add', '../marks.html', '--kind', 'article'])
    kase.traced(quoting('marks', 'Rajin'))
  })
})

describe('trace record --quote', () => {
  test.each([
    { tty: false, printed: /\tno\t[0-9a-z]{16}\n$/ },
    { tty: true, printed: /\n {2}quote {4}verified, page 1\n$/ },
  ])('keeps the words of the document, and where they stand (terminal: $tty)', ({ tty, printed }) => {
    const kase = started()
    const { code, stdout, stderr } = kase.trace(quoting('report', '73 freight railcars'), { tty })
    expect(code).toBe(0)
    expect(stdout).toMatch(printed)
    expect(stderr).toBe('Recorded as entry 7.\n')
    const { citation } = kase.json(quoting('report', '73  freight\nrail- cars'))
    expect(citation.quote).toEqual({
      exact: '73 freight railcars',
      prefix: 'Around ',
      suffix: ' stood in the yard. The yard was',
      start: 7,
      end: 28,
    })
  })

  test('recorded twice in other ways is one citation', () => {
    const kase = started()
    const [one, other] = [`"full". Around`, '“full”.\n Around'].map((quote) =>
      kase.json(quoting('report', quote)),
    )
    expect(other.citation.id).toBe(one.citation.id)
    expect(other.entry).toBeNull()
    expect(other.quotation).toEqual({ verified: true, page: 2, occurrences: 1 })
  })

  test.each<[source: string, quote: string, exact: string]>([
    ['page', 'Around 73 railcars -- all tarped', 'Around 73 railcars — all tarped'],
    ['notes', 'Around 73 railcars', 'Around 73 railcars'],
  ])('is looked up in %s', (source, quote, exact) => {
    const { citation, quotation } = started().json(quoting(source, quote))
    expect(citation.quote).toMatchObject({ exact, start: expect.any(Number), end: expect.any(Number) })
    expect(quotation).toEqual({ verified: true, occurrences: 1 })
  })

  test('that is not there is refused, and says how far it fits', () => {
    const kase = started()
    const refused = (quote: string, ...more: string[]) =>
      kase.refuses(
        quoting('report', quote, ...more),
        /^trace: [^\n]+\n {2}at --quote\n {2}→ [^\n]+--unverified\.\n$/,
      )
    expect(refused('Around 73 freight wagons')).toContain(
      'its first 3 words are there, and it goes on otherwise: “Around 73 freight railcars stood in the yard.',
    )
    expect(refused('around 73 FREIGHT railcars')).toContain('with other capital letters it says “Around 73')
    expect(refused('tarpaulins')).toContain('not even its first word')
    expect(refused('Around 73', '--quote-suffix', 'trucks')).toContain(
      'with other words around it: “Around 73',
    )
    kase.refuses(quoting('page', '74 railcars'), /The quotation is not in the text of page/)
  })

  test('of words that stand there twice takes the first and says so, or the one that is meant', () => {
    const kase = started()
    const first = kase.trace(quoting('report', 'Around 73', '--json'))
    expect(JSON.parse(first.stdout).quotation).toEqual({ verified: true, page: 1, occurrences: 2 })
    expect(first.stderr).toContain('is in the text of report 2 times, and the first is taken')
    const second = kase.trace(quoting('report', 'Around 73', '--quote-suffix', 'were counted', '--json'))
    expect(JSON.parse(second.stdout).quotation).toEqual({ verified: true, page: 2, occurrences: 1 })
    expect(second.stderr).not.toContain('times')
  })

  test.each([{ tty: false }, { tty: true }])(
    'that is insisted on is recorded (terminal: $tty)',
    ({ tty }) => {
      const kase = started()
      const words = quoting('report', 'some 74 railcars', '--unverified')
      const { code, stdout, stderr } = kase.trace(words, { tty })
      expect(code).toBe(0)
      if (tty) expect(stdout).toContain('\n  quote    not verified\n')
      expect(stderr).not.toContain('not checked')
      const { citation, quotation } = kase.json([...words, '--count', '74'])
      expect(citation.quote).toEqual({ exact: 'some 74 railcars', unverified: true })
      expect(quotation).toEqual({ verified: false, why: 'insisted' })
    },
  )

  test('that is there is verified, also when it is insisted on', () => {
    const { citation } = started().json(quoting('report', 'counted', '--unverified'))
    expect(citation.quote).toMatchObject({ start: expect.any(Number) })
    expect(citation.quote.unverified).toBeUndefined()
  })

  test('from a document without a text is recorded, and it is said that nothing checked it', () => {
    const { code, stdout, stderr } = started().trace([...quoting('on-paper', 'some 74 railcars'), '--json'])
    expect(code).toBe(0)
    expect(stderr).toContain('The quotation was not checked: no text of on-paper is archived')
    expect(JSON.parse(stdout)).toMatchObject({
      quotation: { verified: false, why: 'no text' },
      citation: { quote: { exact: 'some 74 railcars' } },
    })
  })

  test('--unverified alone is refused', () => {
    const kase = started()
    for (const argv of [
      [...COUNT, '--source', 'report', '--unverified'],
      ['correct', 'report', '--title', 'Other', '--because', 'misread', '--unverified'],
    ]) {
      kase.refuses(argv, /--unverified goes with --quote/)
    }
  })

  test('says harmlessly what is there instead', () => {
    const kase = started()
    writeFileSync(join(kase.folder, '..', 'hostile.txt'), `Around 73 ${HOSTILE}`)
    kase.traced(['source', 'add', '../hostile.txt', '--kind', 'article'])
    for (const tty of [false, true]) {
      const { code, stderr } = kase.trace(quoting('hostile', 'Around 73 wagons'), { tty })
      expect(code).toBe(2)
      expect(isHarmless(stderr)).toBe(true)
    }
  })
})

describe('trace link --quote', () => {
  test.each([
    { tty: false, printed: /^id\ttype\tentry\tabout\tsource\tstance\n\S+\tcitation\t8\t/ },
    { tty: true, printed: /^\S+ {2}page supports observation \S+\n {2}quote {4}verified\n$/ },
  ])('looks it up (terminal: $tty)', ({ tty, printed }) => {
    const kase = started()
    const { code, stdout } = kase.trace(['link', observed(kase), 'page', '--quote', 'all tarped'], { tty })
    expect(code).toBe(0)
    expect(stdout).toMatch(printed)
  })

  test('refuses one that is not there, unless it is insisted on', () => {
    const kase = started()
    const link = ['link', observed(kase), 'page', '--quote', 'none tarped']
    kase.refuses(link, /The quotation is not in the text of page/)
    expect(kase.json([...link, '--unverified'])).toMatchObject({
      quotation: { verified: false, why: 'insisted' },
      citation: { quote: { exact: 'none tarped', unverified: true } },
    })
  })

  test('to a relation too', () => {
    const kase = started()
    for (const name of ['Angara Owner', 'Synthetic Line']) kase.traced(['organisation', 'add', name])
    const relation = [
      'relation',
      'add',
      'angara-owner',
      'owned-by',
      'synthetic-line',
      '--source',
      'page',
      '--quote',
    ]
    kase.refuses([...relation, 'none tarped'], /The quotation is not in the text of page/)
    const { id } = kase.json([...relation, 'all tarped'])
    expect(kase.json(['show', id]).citations).toMatchObject([{ quotation: { status: 'verified' } }])
  })
})

describe('trace correct --quote', () => {
  test('looks it up again, wherever its words were before', () => {
    const kase = started()
    const { citation } = kase.json(quoting('report', '73 freight railcars'))
    const correct = (...more: string[]) => ['correct', citation.id as string, ...more, '--because', 'misread']
    kase.refuses(correct('--quote', '74 freight railcars'), /The quotation is not in the text of report/)
    expect(kase.json(correct('--quote', 'Around 73'))).toMatchObject({
      quotation: { verified: true, page: 1, occurrences: 2 },
      record: { quote: { exact: 'Around 73', start: 0, end: 9 } },
    })
    // Other surroundings choose another place.
    expect(kase.json(correct('--quote-prefix', '“full”.')).record.quote).toMatchObject({
      exact: 'Around 73',
      prefix: 'the yard. The yard was “full”. ',
      start: 69,
    })
    // Another document is looked in again.
    kase.refuses(correct('--source', 'page', '--quote', 'counted'), /the text of page/)
    expect(kase.json(correct('--locator', 'p. 2')).record.quote).toMatchObject({ start: 69 })
    expect(kase.json(correct('--quote', 'none', '--unverified')).record.quote).toEqual({
      exact: 'none',
      unverified: true,
    })
    expect(kase.json(correct('--unset', 'quote')).record.quote).toBeUndefined()
  })

  test('of the source of a citation looks its quotation up in that', () => {
    const kase = started()
    const { citation } = kase.json(quoting('report', '73 freight railcars'))
    const correct = ['correct', citation.id as string, '--because', 'misread', '--source']
    kase.refuses([...correct, 'page'], /The quotation is not in the text of page/)
    expect(kase.json([...correct, 'on-paper']).record.quote).toEqual({ exact: '73 freight railcars' })
  })
})

describe('trace show', () => {
  test.each([{ tty: false }, { tty: true }])(
    'says whether a quotation is verified (terminal: $tty)',
    ({ tty }) => {
      const kase = started()
      const id = observed(kase)
      kase.traced(['link', id, 'page', '--quote', 'none tarped', '--unverified'])
      kase.traced(['link', id, 'on-paper', '--quote', 'some 74'])
      const shown = kase.traced(['show', id], { tty })
      expect(shown).toMatch(/“73 freight railcars”[^\n]*\n +verified, page 1\n/)
      expect(shown).toMatch(
        /“none tarped”\n +not verified: it is not in the text of the document, and was recorded all the same\n/,
      )
      expect(shown).toMatch(/“some 74”\n +not verified: no text of the document is archived\n/)
      const { citations } = kase.json(['show', id])
      expect(citations.map(({ quotation }: { quotation: object }) => quotation)).toEqual([
        { status: 'verified', page: 1 },
        { status: 'unverified', why: 'insisted' },
        { status: 'unverified', why: 'no text' },
      ])
      const [{ id: citation }] = citations
      expect(kase.traced(['show', citation], { tty })).toContain('\n  the quotation is verified, page 1\n')
      expect(kase.json(['show', citation]).quotation).toEqual({ status: 'verified', page: 1 })
    },
  )

  test('says what became of a quotation whose text was changed or lost', () => {
    const kase = started()
    const id = observed(kase)
    const file = join(kase.folder, 'files', sha256(TEXT))
    const change = (text: string): string => {
      chmodSync(file, 0o600)
      writeFileSync(file, text)
      return kase.traced(['show', id])
    }
    expect(change(TEXT.replace('Around', 'Some, around'))).toContain(
      'verified, but elsewhere than where it was found first, page 1',
    )
    expect(change(TEXT.replace('73', '74'))).toContain('no longer in the text of the document')
    rmSync(file)
    expect(kase.traced(['show', id])).toContain('verified once; the text it was found in is missing')
  })
})

describe('a data package', () => {
  test('takes the text of documents along, and comes back byte for byte', () => {
    const kase = started()
    const id = observed(kase)
    kase.traced(['link', id, 'page', '--quote', 'none tarped', '--unverified'])
    kase.traced(['correct', 'report', '--title', 'Another', '--because', 'misread'])
    const packed = (from: TestCase | string, to: string): string => {
      const folder = typeof from === 'string' ? from : from.folder
      kase.traced(['--case', folder, 'export', '--all', '-f', 'datapackage', '-o', to])
      return to
    }
    const [one, copy, two] = ['one', 'copy', 'two'].map((name) => join(kase.folder, '..', name)) as [
      string,
      string,
      string,
    ]
    packed(kase, one)
    kase.traced(['import', one, copy])
    packed(copy, two)
    const names = readdirSync(one, { recursive: true, encoding: 'utf8' }).sort()
    expect(readdirSync(two, { recursive: true, encoding: 'utf8' }).sort()).toEqual(names)
    expect(names).toContain(join('files', sha256(TEXT)))
    for (const name of names.filter((one) => one !== 'files'))
      expect(readFileSync(join(two, name)).equals(readFileSync(join(one, name))), name).toBe(true)
    expect(kase.traced(['--case', copy, 'search', 'counted'])).toContain('Another')
    expect(kase.json(['--case', copy, 'show', id]).citations[0].quotation).toEqual({
      status: 'verified',
      page: 1,
    })
  })

  test.each<[what: string, spoil: (file: string) => void, where: string]>([
    [
      'is another',
      (file) => {
        writeFileSync(file, TEXT.replace('73', '74'))
      },
      'file_text_sha256',
    ],
    [
      'is missing',
      (file) => {
        rmSync(file)
      },
      'file_text_sha256',
    ],
  ])('in which a text %s is refused', (_what, spoil, where) => {
    const kase = started()
    const packed = join(kase.folder, '..', 'packed')
    kase.traced(['export', '--all', '-f', 'datapackage', '-o', packed])
    spoil(join(packed, 'files', sha256(TEXT)))
    const { code, stderr } = kase.trace(['import', packed, '../copy'])
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`sources\\.csv, line \\d, ${where}`))
    expect(existsSync(join(kase.folder, '..', 'copy'))).toBe(false)
  })
})
