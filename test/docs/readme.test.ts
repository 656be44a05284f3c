import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { EVIDENCE_COLUMNS } from '../../src/exchange/evidence-row.ts'
import { COMMANDS } from '../../src/cli/commands.ts'
import { EXIT } from '../../src/model/failure.ts'
import { README, withOutput } from './examples.ts'

const text = readFileSync(README, 'utf8')

describe('the README', () => {
  test('prints what its commands print', () => {
    expect(withOutput(text)).toBe(text)
  })

  test('speaks of every command', () => {
    for (const { name, hidden } of COMMANDS)
      if (hidden !== true) expect(text, name).toMatch(new RegExp(`\\btrace ${name}\\b`))
  })

  test('has every column of the export, in order', () => {
    const table = [...text.matchAll(/^\| `([a-z_0-9]+)` \|/gm)].map(([, column]) => column)
    expect(table).toEqual(EVIDENCE_COLUMNS.map(({ name }) => name))
  })

  test('has every exit code', () => {
    for (const code of Object.values(EXIT)) expect(text).toMatch(new RegExp(`^\\| ${String(code)} \\|`, 'm'))
  })

  test('gets a reader to the traced route on its first screen', () => {
    const screen = text.split('\n').slice(0, 50).join('\n')
    expect(screen).toContain('npm ci && npm run demo')
    expect(screen).toContain('trace route orient-express')
    expect(screen).toContain('Weakest leg')
  })
})
