import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { md, mdAddress, mdLine, mdTable } from '../../src/render/markdown.ts'
import { styled, table } from '../../src/render/document.ts'
import { text } from '../model/arbitraries.ts'

/** What is left of Markdown when everything escaped is taken away. */
const unescaped = (written: string): string => written.replace(/\\[!-/:-@[-`{-~]/g, '')

describe('text as Markdown', () => {
  test.each([
    ['emphasis and code', '`code` *bold* _x_', '\\`code\\` \\*bold\\* \\_x\\_'],
    ['a link', '[a](https://example.org)', '\\[a\\](https://example.org)'],
    ['markup', '<b>&amp;</b>', '\\<b\\>\\&amp;\\</b\\>'],
    ['a cell border', 'a|b', 'a\\|b'],
    ['a heading', '# One', '\\# One'],
    ['a list', '- one', '\\- one'],
    ['a number of a list', '12. one', '12\\. one'],
    ['a quantity', '~73', '\\~73'],
    ['line breaks', 'one\r\n\r\n# two', 'one # two'],
    ['blanks around it', '    code', 'code'],
  ])('escapes %s', (_, from, to) => {
    expect(md(from)).toBe(to)
  })

  test('is one line that starts nothing and holds no markup', () => {
    fc.assert(
      fc.property(text(), (one) => {
        const written = md(one)
        expect(written).not.toMatch(/[\r\n]/)
        expect(unescaped(written)).not.toMatch(/[`*_[\]<>|&~$]/)
        expect(written).not.toMatch(/^(?:[#+\-=:>\s]|\d+[.)])/)
      }),
      { numRuns: 200 },
    )
  })

  test.each([
    ['an address of the web', 'https://example.org/a_b?c=1', '<https://example.org/a_b?c=1>'],
    ['what would end it', 'https://example.org/a>b c|d"e`f', '<https://example.org/a%3Eb%20c%7Cd%22e%60f>'],
    ['a script', 'javascript:alert(1)', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd', 'file:///etc/passwd'],
    ['no address', '[x](y)', '\\[x\\](y)'],
  ])('has %s as a link or a text', (_, from, to) => {
    expect(mdAddress(from)).toBe(to)
  })

  test('has tables with a cell for each column, and strong words in bold', () => {
    const columns = [
      { key: 'leg' },
      { key: 'n', align: 'right' as const },
      { key: 'c', align: 'center' as const },
    ]
    expect(mdTable(table(columns, [[styled('key', 'rajin|dunai'), 2, undefined]]))).toBe(
      '| leg | n | c |\n| :-- | --: | :-: |\n| rajin\\|dunai | 2 |  |\n',
    )
    expect(mdLine(['seen: ', styled('strong', '~73 *cars*'), ' there'])).toBe(
      'seen: **\\~73 \\*cars\\*** there',
    )
  })
})
