import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/*
 * The real configuration, without what needs types: a snippet that is no file of the project has none.
 */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { projectService: false } } },
  ],
})

const RULES = ['trace/layers', 'no-restricted-syntax', 'no-restricted-globals', 'no-console']

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, 'src', file) })
  const fatal = result?.messages.find((message) => message.fatal)
  if (fatal !== undefined) throw new Error(fatal.message)
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId !== null && RULES.includes(ruleId))
    .map(({ message }) => message)
}

const importing = (path: string) => `import { it } from '${path}'\nexport const kept = it\n`

describe('an import against the direction is refused', () => {
  test.each([
    ['model/places.ts', '../custody/canonical.ts'],
    ['model/places.ts', '../io/streams.ts'],
    ['custody/places.ts', '../store/port.ts'],
    ['custody/places.ts', '../io/streams.ts'],
    ['custody/places.ts', '../evidence/origins.ts'],
    ['evidence/places.ts', '../custody/canonical.ts'],
    ['evidence/places.ts', '../store/port.ts'],
    ['evidence/places.ts', '../exchange/csv.ts'],
    ['exchange/places.ts', '../store/port.ts'],
    ['exchange/places.ts', '../case/case.ts'],
    ['store/places.ts', '../case/case.ts'],
    ['store/sqlite/places.ts', '../../case/case.ts'],
    ['store/sqlite/places.ts', '../../evidence/origins.ts'],
    ['render/places.ts', '../case/case.ts'],
    ['render/places.ts', '../store/port.ts'],
    ['render/places.ts', '../cli/output.ts'],
    ['render/places.ts', '../io/untrusted.ts'],
    ['io/places.ts', '../model/names.ts'],
    ['io/places.ts', '../render/document.ts'],
    ['case/places.ts', '../cli/output.ts'],
    ['case/places.ts', '../render/document.ts'],
    ['case/places.ts', '../store/port.ts'],
    ['case/places.ts', '../store/sqlite/store.ts'],
    ['cli/places.ts', '../store/sqlite/store.ts'],
    ['cli/places.ts', '../main.ts'],
  ])('%s ← %s', async (file, path) => {
    expect(await complaints(file, importing(path))).toHaveLength(1)
    expect(await complaints(file, `export const it = await import('${path}')\n`)).toHaveLength(1)
    expect(await complaints(file, `export { it } from '${path}'\n`)).toHaveLength(1)
    expect(await complaints(file, `export * from '${path}'\n`)).toHaveLength(1)
  })
})

describe('an import along the direction is accepted', () => {
  test.each([
    ['main.ts', './cli/program.ts'],
    ['main.ts', './store/sqlite/store.ts'],
    ['cli/places.ts', '../case/case.ts'],
    ['cli/places.ts', '../render/document.ts'],
    ['cli/places.ts', '../store/port.ts'],
    ['cli/places.ts', './output.ts'],
    ['case/places.ts', '../evidence/origins.ts'],
    ['case/places.ts', '../exchange/csv.ts'],
    ['evidence/places.ts', '../model/records.ts'],
    ['store/sqlite/places.ts', '../port.ts'],
    ['store/sqlite/places.ts', '../../custody/canonical.ts'],
    ['render/places.ts', '../evidence/origins.ts'],
    ['io/places.ts', '../model/failure.ts'],
  ])('%s ← %s', async (file, path) => {
    expect(await complaints(file, importing(path))).toEqual([])
    expect(await complaints(file, `export const it = await import('${path}')\n`)).toEqual([])
  })

  test('a use case may know the types of the store', async () => {
    expect(
      await complaints(
        'case/places.ts',
        `import type { Store } from '../store/port.ts'\nexport type Kept = Store\n`,
      ),
    ).toEqual([])
  })
})

describe('only the store imports a database driver', () => {
  test.each(['better-sqlite3', 'kysely'])('%s', async (driver) => {
    for (const file of [
      'main.ts',
      'cli/places.ts',
      'case/places.ts',
      'model/places.ts',
      'exchange/places.ts',
    ]) {
      expect(await complaints(file, importing(driver))).toEqual(['Only src/store imports a database driver.'])
    }
    expect(await complaints('store/sqlite/places.ts', importing(driver))).toEqual([])
  })
})

describe('what is pure stays pure', () => {
  test.each(['model', 'evidence', 'render'])('%s reads no file', async (folder) => {
    expect(await complaints(`${folder}/places.ts`, importing('node:fs'))).toHaveLength(1)
    expect(await complaints(`${folder}/places.ts`, importing('node:fs/promises'))).toHaveLength(1)
  })

  test.each(['model', 'evidence', 'custody', 'render', 'store', 'case'])(
    '%s has no clock',
    async (folder) => {
      for (const code of ['Date.now()', 'new Date()', 'Date()', 'Math.random()']) {
        expect(await complaints(`${folder}/places.ts`, `export const it = ${code}\n`)).toHaveLength(1)
      }
      expect(await complaints(`${folder}/places.ts`, `export const it = new Date('2023-10-05')\n`)).toEqual(
        [],
      )
    },
  )
})

test('only main knows the process, and nobody the console', async () => {
  expect(await complaints('cli/places.ts', `process.exit(2)\n`)).toHaveLength(1)
  expect(await complaints('cli/places.ts', `console.log('Rajin')\n`)).toHaveLength(1)
  expect(await complaints('main.ts', `console.log('Rajin')\n`)).toHaveLength(1)
  expect(await complaints('main.ts', `process.exitCode = 0\n`)).toEqual([])
})
