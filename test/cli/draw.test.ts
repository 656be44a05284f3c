import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { draw, fit, wrap } from '../../src/cli/draw.ts'
import { lines, plainText, styled, table, type Line } from '../../src/render/document.ts'

const wrapped = (line: Line, width: number) => wrap(line, width).map((one) => plainText(one))
const plainly = (span: Parameters<typeof plainText>[0]) => plainText(span)

describe('a long line', () => {
  test.each<[string, Line, string[]]>([
    [
      'hangs below the text of a label',
      ['  caveats  ', 'tarpaulins hide the loads'],
      ['  caveats  tarpaulins', '           hide the', '           loads'],
    ],
    [
      'keeps the strokes of a tree',
      ['├─ ', 'summary of a report on railcars'],
      ['├─ summary of a report', '│    on railcars'],
    ],
    [
      'leaves out the stroke of a last branch',
      ['└─ ', 'summary of a report on railcars'],
      ['└─ summary of a report', '     on railcars'],
    ],
    [
      'is not broken between two spans without a blank',
      ['seventy-three railcars', styled('dim', ', tarped')],
      ['seventy-three', 'railcars, tarped'],
    ],
    ['counts columns, not characters', ['두만강역 화물열차 화물열차'], ['두만강역 화물열차', '화물열차']],
    ['is broken within a word that is too wide', ['x'.repeat(30)], ['x'.repeat(22), 'x'.repeat(8)]],
    [
      'counts control characters as they are shown',
      ['a\u001b\u001b\u001b b\u001b\u001b'],
      ['a\\u001B\\u001B\\u001B', 'b\\u001B\\u001B'],
    ],
  ])('%s', (_, line, expected) => {
    expect(wrapped(line, 22)).toEqual(expected)
  })

  test('of hostile length takes no time to speak of', () => {
    const started = performance.now()
    wrapped(['a', ' '.repeat(200_000), 'b', styled('dim', ' '.repeat(200_000))], 80)
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('columns', () => {
  const columns = [
    { key: 'id' },
    { key: 'where', flexible: true },
    { key: 'what', flexible: 'last' as const },
    { key: 'km', align: 'right' as const },
  ]

  test('that are flexible last keep their room the longest, and numbers keep it always', () => {
    expect(fit([4, 30, 30, 6], columns, 60)).toEqual([4, 14, 30, 6])
    expect(fit([4, 30, 30, 6], columns, 50)).toEqual([4, 8, 26, 6])
    expect(fit([30, 30, 30, 6], columns, 40).reduce((sum, w) => sum + w, 6)).toBe(40)
  })

  test('of a table that wraps lose no word', async () => {
    const text = await draw(
      [
        table([{ key: 'leg' }, { key: 'chain' }], [['tumangang-khasan', 'thin: one origin for both ends']], {
          wrap: true,
        }),
      ],
      30,
      plainly,
    )
    expect(text.replace(/\s+/g, ' ')).toContain('both')
    expect(text).not.toContain('…')
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(30)
  })

  test('are drawn for 200 000 rows', async () => {
    const text = await draw(
      [
        table(
          [{ key: 'n' }],
          Array.from({ length: 200_000 }, (_, n) => [n]),
        ),
        lines('end'),
      ],
      80,
      plainly,
    )
    expect(text.split('\n')).toHaveLength(200_000 + 4)
  }, 60_000)
})
