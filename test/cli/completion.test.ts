import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { orientExpress, smallCase } from './example.ts'
import { tempFolder, trace, traced } from './harness.ts'

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

/** What is offered for the last word, without what it is. */
function offered(words: readonly string[], cwd?: string): string[] {
  const { code, stdout, stderr } = trace(['__complete', '--', ...words], cwd === undefined ? {} : { cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

describe('trace __complete', () => {
  test('offers the commands with what they are for', () => {
    const shown = COMMANDS.filter(({ hidden }) => hidden !== true)
    expect(trace(['__complete', '--', '']).stdout).toBe(
      shown.map(({ name, summary }) => `${name}\t${summary}\n`).join(''),
    )
    expect(offered(['so'])).toEqual(['source'])
    expect(offered(['source', ''])).toEqual(expect.arrayContaining(['add', 'derive', 'file', 'list', 'show']))
  })

  test('offers the options of a command, and those of the program', () => {
    expect(offered(['list', '--pl'])).toEqual(['--place', '--plain'])
    expect(offered(['list', '--ca'])).toEqual(['--case'])
    expect(offered(['place', 'add', '--lat'])).toEqual(['--lat'])
    expect(offered(['--an'])).toEqual(['--analyst'])
  })

  test('offers the words an option or argument takes', () => {
    expect(offered(['record', 'r'])).toEqual(['railcar-count'])
    expect(offered(['record', '--outcome', 'n'])).toEqual(['none-seen', 'not-visible'])
    expect(offered(['record', '--handling=AMBER'])).toEqual(['--handling=AMBER', '--handling=AMBER+STRICT'])
    expect(offered(['list', '--stage', 'un'])).toEqual(['unloaded'])
    expect(offered(['export', '--tlp-max', ''])).toEqual(['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'])
    expect(offered(['list', '--sort', 'o'])).toEqual(['observed'])
    expect(offered(['source', 'add', '--kind', 'art'])).toEqual(['article'])
    expect(offered(['schema', 'pl'])).toEqual(['place'])
    expect(offered(['completion', ''])).toEqual(['bash', 'zsh', 'fish'])
  })

  test('offers what is in the case', () => {
    const { folder } = smallCase()
    expect(offered(['list', '--place', ''], folder)).toEqual(['dunai', 'rajin', 'tikhoretsk-depot'])
    expect(offered(['list', '--place', 'd'], folder)).toEqual(['dunai'])
    expect(offered(['list', '--vessel', 'a'], folder)).toEqual(['angara'])
    expect(offered(['list', '--originator', ''], folder)).toEqual(['csis', 'rusi'])
    expect(offered(['record', '--source', 'csis'], folder)).toEqual(['csis-2023-10-06'])
    expect(offered(['source', 'file', 'csis'], folder)).toEqual(['csis-2023-10-06'])
    expect(offered(['source', 'file', 'csis-2023-10-06', '-o', ''], folder)).toEqual([])
    expect(offered(['route', ''], folder)).toEqual([
      'orient-express',
      'dunai-tikhoretsk-depot',
      'rajin-dunai',
    ])
    expect(offered(['--case', folder, 'route', 'or'])).toEqual(['orient-express'])
    expect(offered([`--case=${folder}`, 'route', 'or'])).toEqual(['orient-express'])
  })

  test('offers a name where no key fits, and the stages of a leg', () => {
    const { folder } = smallCase()
    expect(offered(['list', '--place', 'naj'], folder)).toEqual(['najin'])
    expect(offered(['record', '--leg', 'raj'], folder)).toEqual(['rajin-dunai'])
    expect(offered(['record', '--leg', 'rajin-dunai:un'], folder)).toEqual(['rajin-dunai:unloaded'])
  })

  test('says what each is', () => {
    const { folder } = smallCase()
    expect(traced(['__complete', '--', 'route', ''], { cwd: folder })).toContain(
      'rajin-dunai\tsea, rajin to dunai\n',
    )
  })

  test('offers observations of the worked example, and at most 200 of anything', () => {
    const { folder } = orientExpress()
    const ids = offered(['show', ''], folder)
    expect(ids.length).toBeGreaterThan(50)
    expect(ids.length).toBeLessThanOrEqual(200)
    const observations = offered(['link', ''], folder)
    expect(observations.length).toBeGreaterThanOrEqual(25)
    expect(offered(['link', (observations[0] ?? '').slice(0, 6)], folder)).toContain(observations[0])
  })

  test.each([
    { words: ['list', '--place', 'r'], why: 'no case' },
    { words: ['nonsense', '--place', 'r'], why: 'no such command' },
    { words: ['--case', '/nowhere', 'route', ''], why: 'a case that is not there' },
    { words: ['record', '--count', ''], why: 'nothing to choose from' },
    { words: ['--', '--', '--'], why: 'nonsense' },
    { words: ['list', '--no-such=', ''], why: 'no such option' },
    { words: [], why: 'no words' },
  ])('is silent: $why', ({ words }) => {
    const { code, stderr } = trace(['__complete', '--', ...words], { cwd: tempFolder() })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test('is silent about a file that is no case', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'case.db'), 'not a database')
    expect(offered(['list', '--place', ''], folder)).toEqual([])
  })
})

describe('trace completion bash', () => {
  beforeAll(() => {
    if (spawnSync('bash', ['--version']).status !== 0)
      throw new Error('Install bash: its completion is tested in it.')
  })

  /** What bash puts into COMPREPLY when the last of `words` is completed. */
  function completed(words: readonly string[], cwd: string): string[] {
    const bin = join(tempFolder(), 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'trace'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`)
    chmodSync(join(bin, 'trace'), 0o755)
    const script = `
      source <(trace completion bash)
      [[ $(complete -p trace) == 'complete -o default -F _trace trace' ]] || exit 9
      COMP_WORDS=("$@")
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _trace
      printf '%s\\n' "\${COMPREPLY[@]}"`
    const printed = execFileSync(
      'bash',
      ['--norc', '--noprofile', '-euc', script, 'bash', 'trace', ...words],
      {
        cwd,
        encoding: 'utf8',
        env: { PATH: [bin, process.env.PATH ?? ''].join(delimiter), HOME: cwd },
      },
    )
    return printed.split('\n').filter((line) => line !== '')
  }

  test('completes commands, options, names and words', () => {
    const { folder } = smallCase()
    expect(completed(['rou'], folder)).toEqual(['route'])
    expect(completed(['list', '--plac'], folder)).toEqual(['--place'])
    expect(completed(['list', '--place', 'ra'], folder)).toEqual(['rajin'])
    expect(completed(['record', 'ship-sighting', '--at', ''], folder)).toEqual([
      'dunai',
      'rajin',
      'tikhoretsk-depot',
    ])
  })

  test('completes what bash takes apart at : and =', () => {
    const { folder } = smallCase()
    expect(completed(['record', '--leg', 'rajin-dunai', ':', 'lo'], folder)).toEqual(['loaded'])
    expect(completed(['record', '--leg', 'rajin-dunai', ':'], folder)).toHaveLength(6)
    expect(completed(['list', '--place', '=', 'ra'], folder)).toEqual(['rajin'])
  })

  test('quotes what has spaces', () => {
    const { folder } = smallCase()
    expect(completed(['record', '--likelihood', 'almost'], folder)).toEqual([
      String.raw`almost\ no\ chance`,
      String.raw`almost\ certain`,
    ])
    traced(['place', 'add', 'Khasan border crossing', '--id', 'crossing'], { cwd: folder })
    expect(completed(['list', '--place', '"khas'], folder)).toEqual([String.raw`khasan\ border\ crossing`])
  })

  test('offers nothing, so that bash offers files, where there is nothing to offer', () => {
    expect(completed(['source', 'add', 'rep'], tempFolder())).toEqual([])
  })
})

describe.each(['zsh', 'fish'])('trace completion %s', (shell) => {
  const script = traced(['completion', shell])

  test('asks __complete and names the command it completes', () => {
    expect(script).toContain('trace __complete -- ')
    expect(script).toContain(shell === 'zsh' ? 'compdef _trace trace' : 'complete -c trace')
  })
})

test('a shell there is no script for is refused', () => {
  const { code, stdout, stderr } = trace(['completion', 'tcsh'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('bash, zsh, fish')
})
