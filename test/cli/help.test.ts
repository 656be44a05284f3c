import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { trace } from './harness.ts'

const shown = COMMANDS.filter(({ hidden }) => hidden !== true)

describe.each(COMMANDS.map(({ name, summary }) => ({ name, summary })))(
  'trace $name',
  ({ name, summary }) => {
    test('has a summary that fits on a line', () => {
      expect(summary).toMatch(/^[a-z].{5,70}[^.]$/)
    })

    test.each([{ tty: false }, { tty: true }])(
      '--help shows an example, on standard output (terminal: $tty)',
      ({ tty }) => {
        const { code, stdout, stderr } = trace([name, '--help'], { tty })
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(stdout).toContain(`Usage: trace ${name}`)
        const [, examples = ''] = stdout.split(/^Examples?:$/m)
        expect(
          examples.split('\n').filter((line) => line.includes('$ ') && line.includes(`trace ${name}`)),
        ).not.toEqual([])
        expect(stdout).toContain('--help')
        // Nothing that only a programmer would read.
        expect(stdout).not.toMatch(/undefined|\[object|NaN/)
      },
    )
  },
)

test.each([{ tty: false }, { tty: true }])('trace --help lists every command (terminal: $tty)', ({ tty }) => {
  const { code, stdout, stderr } = trace(['--help'], { tty })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const { name, summary } of shown)
    expect(stdout.replace(/\s+/g, ' ')).toContain(` ${name} ${summary}`.replace(/\s+/g, ' '))
  expect(stdout).not.toContain('__complete')
})

test('trace, trace help and trace --help say the same', () => {
  const { stdout } = trace(['--help'])
  expect(trace([])).toEqual({ code: 0, stdout, stderr: '' })
  expect(trace(['help'])).toEqual({ code: 0, stdout, stderr: '' })
})

test('trace help COMMAND is trace COMMAND --help', () => {
  const { stdout } = trace(['route', '--help'])
  expect(trace(['help', 'route']).stdout).toBe(stdout)
})

test.each([
  [['rout'], "Unknown command 'rout'.", 'Did you mean route?'],
  [['sourcee', 'add'], "Unknown command 'sourcee'.", 'Did you mean source?'],
  [['list', '--plase', 'rajin'], "Unknown option '--plase'.", 'Did you mean --place?'],
  [['place', 'ad', 'Rajin'], 'There is no "trace place ad".', 'Did you mean trace place add?'],
])('%j is refused with a suggestion', (argv, message, hint) => {
  expect(trace(argv)).toEqual({ code: 2, stdout: '', stderr: `trace: ${message}\n  → ${hint}\n` })
})

test.each<[string[], RegExp]>([
  [['record', 'statement', '--count'], /Quote it, because the shell takes > < ~ for itself: --count ">1000"/],
  [['correct', 'rajin'], /--because "the report says around 73"\. More with: trace correct --help/],
  [['place', 'add', 'Rajin', '--lat'], /See: trace place add --help/],
  [['--json', 'route', 'orient-express'], /It goes after the command: trace COMMAND --json/],
  [['add', 'place', 'Rajin'], /Did you mean trace place add\?/],
  [['list', 'place'], /Did you mean trace place list\?/],
])('%j is refused with what to do', (argv, hint) => {
  const { code, stderr } = trace(argv)
  expect(code).toBe(2)
  expect(stderr).toMatch(hint)
})

test('what resembles nothing is refused with the way on', () => {
  expect(trace(['xyzzy'])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      "trace: Unknown command 'xyzzy'.\n  → See what there is with: trace --help, or trace COMMAND --help\n",
  })
})
