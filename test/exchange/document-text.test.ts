import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentText, stripTags } from '../../src/exchange/document-text.ts'

const bytes = (text: string): Buffer => Buffer.from(text)

describe('the text of a document', () => {
  test('is that of plain text and Markdown as it stands', () => {
    expect(documentText(bytes('Dunai, Дунай\n'), 'text/plain')).toBe('Dunai, Дунай\n')
    expect(documentText(bytes('# Rajin'), 'text/markdown')).toBe('# Rajin')
  })

  test.each(['application/pdf', 'image/png', 'text/csv'])('is none for %s', (mediaType) => {
    expect(documentText(bytes('x'), mediaType)).toBeUndefined()
  })

  test.each<[string, Buffer, string, string | undefined]>([
    ['a byte order mark', bytes('\ufeffRajin'), 'text/plain', 'Rajin'],
    ['UTF-16, little end first', Buffer.from('\ufeffДунай', 'utf16le'), 'text/plain', 'Дунай'],
    [
      'a page that names its encoding',
      Buffer.concat([bytes('<meta charset="windows-1251"><p>'), Buffer.from([0xc4, 0xf3, 0xed, 0xe0, 0xe9])]),
      'text/html',
      'Дунай',
    ],
    ['bytes of an encoding that is not told', Buffer.from([0xc4, 0xf3, 0xed]), 'text/plain', undefined],
    [
      'a page whose encoding does not exist',
      Buffer.concat([bytes('<meta charset="martian">'), Buffer.from([0xff])]),
      'text/html',
      undefined,
    ],
    ['NUL', bytes('a\u0000b'), 'text/plain', 'a b'],
  ])('reads %s', (_what, document, mediaType, text) => {
    expect(documentText(document, mediaType)).toBe(text)
  })
})

describe('tags', () => {
  test.each([
    ['<p>Angara &amp; Maria at <b>Du</b>nai</p>', 'Angara & Maria at Dunai'],
    ['<td>Rajin</td><td>73</td>', 'Rajin\n73'],
    ['<script>var rajin = "<p>"</script>Dunai<STYLE>p{}</STYLE >', 'Dunai'],
    ['<!-- <p>not this</p> -->that', 'that'],
    ['&lt;73 &#8211; &#x41D; &mdash; &unknown; &#0; &#xD800;', '<73 – Н — &unknown; \ufffd \ufffd'],
    ['5 < 6 and 7 > 3', '5 < 6 and 7 > 3'],
    ['never closed <p class="', 'never closed'],
    ['never closed <script>evil', 'never closed'],
    ['a<br/>b<br>c', 'a\nb\nc'],
  ])('%s', (html, text) => {
    expect(stripTags(html)).toBe(text)
  })

  test('any text without marks stays as it is, give or take white space', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !/[<&]/.test(text)),
        (text) => {
          const squeezed = (one: string): string => one.replace(/[\s\u00a0]+/g, ' ').trim()
          expect(squeezed(stripTags(text))).toBe(squeezed(text))
        },
      ),
    )
  })

  // Two megabytes of these would keep a search that looks back busy for hours, and this test until its time is up.
  test.each(['<script>', '<!--', '<', '<a ', '&#', '</script', '<script><'])(
    'reads a page of nothing but %j to its end',
    (piece) => {
      expect(stripTags(piece.repeat((2 << 20) / piece.length))).toBeTypeOf('string')
    },
  )
})
