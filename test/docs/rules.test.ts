import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RULES } from '../../src/evidence/finding.ts'
import { read, scenarios, scenarioWithOutput } from './examples.ts'

describe('the scenarios of the rules', () => {
  test('are there for every rule', () => {
    const named = readdirSync(join(import.meta.dirname, '..', '..', 'fixtures', 'rules'))
    for (const rule of RULES) expect(named).toContain(rule)
    expect(scenarios()).toHaveLength(named.length)
  })

  test.each(scenarios())('%s prints what its commands print', (file) => {
    expect(scenarioWithOutput(file)).toBe(read(file))
  })

  test.each(scenarios())('%s is read in a minute, and says that it is synthetic', (file) => {
    expect(read(file).split('\n').length).toBeLessThan(90)
    expect(read(file)).toMatch(/synthetic/i)
  })
})
