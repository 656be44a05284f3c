import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { smallCase } from '../cli/example.ts'
import { tempFolder, traced } from '../cli/harness.ts'

/*
 * The completion scripts in the shells they are for. Bash is tested with the command (test/cli/completion.test.ts).
 */

const BIN = fileURLToPath(new URL('../../bin/trace.js', import.meta.url))

/** Fails when a shell is not there: what is not tested is not known to work. */
function needs(shell: string): void {
  if (spawnSync(shell, ['--version']).status !== 0)
    throw new Error(`Install ${shell}: its completion is tested in it (on Debian: apt-get install ${shell}).`)
}

/** Runs a script in a shell that finds `trace`. */
function run(shell: string, argv: readonly string[], cwd: string) {
  const bin = join(tempFolder(), 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'trace'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`)
  chmodSync(join(bin, 'trace'), 0o755)
  const { status, stdout, stderr } = spawnSync(shell, argv, {
    cwd,
    encoding: 'utf8',
    env: { PATH: [bin, process.env.PATH ?? ''].join(delimiter), HOME: tempFolder(), TERM: 'dumb' },
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

describe('fish', () => {
  beforeAll(() => {
    needs('fish')
  })

  function completed(line: string, cwd: string): string[] {
    const printed = run(
      'fish',
      ['--no-config', '-c', 'trace completion fish | source; complete -C $argv[1]', line],
      cwd,
    )
    return printed.split('\n').flatMap((one) => (one === '' ? [] : [one.split('\t')[0] ?? '']))
  }

  test('completes commands, options, names and words', () => {
    const { folder } = smallCase()
    expect(completed('trace rou', folder)).toEqual(['route'])
    expect(completed('trace list --plac', folder)).toEqual(['--place'])
    expect(completed('trace list --place ra', folder)).toEqual(['rajin'])
    expect(completed('trace record --leg rajin-dunai:un', folder)).toEqual(['rajin-dunai:unloaded'])
  })

  test('offers files where there is nothing else to offer', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'report.pdf'), '')
    expect(completed('trace source add rep', folder)).toEqual(['report.pdf'])
  })
})

describe('zsh', () => {
  beforeAll(() => {
    needs('zsh')
  })

  /** `_describe` only works inside of zsh's line editor; this one prints what it would be given. */
  const SCRIPT = `
    compdef() { :; }
    _files() { print -r -- FILES; }
    _describe() { print -rl -- "\${(@P)2}"; }
    eval "$(trace completion zsh)"
    words=("$@") CURRENT=$#
    _trace`

  function completed(words: readonly string[], cwd: string): string[] {
    return run('zsh', ['-f', '-c', SCRIPT, 'zsh', 'trace', ...words], cwd)
      .split('\n')
      .filter((line) => line !== '')
  }

  test('the script can be read', () => {
    const script = join(tempFolder(), '_trace')
    writeFileSync(script, traced(['completion', 'zsh']))
    run('zsh', ['-n', script], tempFolder())
  })

  test('completes commands, options, names and words, with what they are', () => {
    const { folder } = smallCase()
    expect(completed(['rou'], folder)).toEqual(['route:trace a route: the evidence for each leg'])
    expect(completed(['list', '--place', 'ra'], folder)).toEqual(['rajin:Rajin'])
    expect(completed(['list', '--place', ''], folder)).toHaveLength(3)
    expect(completed(['record', '--leg', 'rajin-dunai:un'], folder)).toEqual([
      String.raw`rajin-dunai\:unloaded:stage`,
    ])
  })

  test('offers files where there is nothing else to offer', () => {
    expect(completed(['source', 'add', 'rep'], tempFolder())).toEqual(['FILES'])
  })
})
