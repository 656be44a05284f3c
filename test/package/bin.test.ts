import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { tempFolder, trace } from '../cli/harness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** A package as it is installed, with only the executable in it. */
function installed(): string {
  const folder = tempFolder()
  mkdirSync(join(folder, 'bin'))
  copyFileSync(join(root, 'bin', 'trace.js'), join(folder, 'bin', 'trace.js'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  return folder
}

/** Starts the executable of a package as another version of Node would see it. */
function startAs(nodeVersion: string, folder: string, argv: readonly string[] = []) {
  const disguise = join(folder, 'disguise.cjs')
  writeFileSync(
    disguise,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${nodeVersion}' } })`,
  )
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', disguise, join(folder, 'bin', 'trace.js'), ...argv],
    { encoding: 'utf8', env: { PATH: process.env.PATH ?? '', HOME: folder } },
  )
  return { code: status, stdout, stderr }
}

test.each(['--version', '-V'])('trace %s', (flag) => {
  expect(trace([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('a package that was not built says so', () => {
  const folder = installed()
  expect(startAs('24.1.0', folder)).toEqual({
    code: 2,
    stdout: '',
    stderr: 'trace: It has not been built yet.\n  → Run: npm run build\n',
  })
})

describe('a Node that is too old', () => {
  test.each(['14.21.3', '18.20.0', '20.20.2', '22.11.0'])(
    '%s is told so in one sentence, with what to do',
    (old) => {
      expect(startAs(old, installed())).toEqual({
        code: 2,
        stdout: '',
        stderr:
          `trace: Node 22.12 or newer is needed, and this is ${old}.\n` +
          '  → Install a newer Node (https://nodejs.org), or run npm ci in the folder of trace, which brings one along.\n',
      })
    },
  )

  test.each(['22.12.0', '23.0.0', '24.21.0', '100.0.0'])('%s is not', (fresh) => {
    expect(startAs(fresh, installed()).stderr).toContain('It has not been built yet')
  })

  test('hands over to the runtime beside the package, with its words, streams and exit code', () => {
    const folder = installed()
    mkdirSync(join(folder, 'node_modules', 'node', 'bin'), { recursive: true })
    writeFileSync(join(folder, 'node_modules', 'node', 'package.json'), '{}')
    const runtime = join(folder, 'node_modules', 'node', 'bin', 'node')
    symlinkSync(process.execPath, runtime)
    mkdirSync(join(folder, 'dist'))
    writeFileSync(
      join(folder, 'dist', 'main.cjs'),
      `console.log(process.argv.slice(2).join(' ')); console.error('Rajin'); process.exitCode = 3`,
    )
    expect(startAs('20.20.2', folder, ['list', '--place', 'white house'])).toEqual({
      code: 3,
      stdout: 'list --place white house\n',
      stderr: 'Rajin\n',
    })
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'passes %s on, and waits for the end of the other',
    (signal) => {
      const folder = installed()
      mkdirSync(join(folder, 'node_modules', 'node', 'bin'), { recursive: true })
      writeFileSync(join(folder, 'node_modules', 'node', 'package.json'), '{}')
      symlinkSync(process.execPath, join(folder, 'node_modules', 'node', 'bin', 'node'))
      mkdirSync(join(folder, 'dist'))
      writeFileSync(
        join(folder, 'dist', 'main.cjs'),
        `const { writeFileSync } = require('node:fs')
const waiting = setTimeout(() => {}, 20000)
process.once('${signal}', () => setTimeout(() => {
  clearTimeout(waiting)
  writeFileSync(${JSON.stringify(join(folder, 'put-away'))}, '')
  process.exitCode = 130
}, 200))
process.kill(process.ppid, '${signal}')`,
      )
      expect(startAs('20.20.2', folder).code).toBe(130)
      expect(existsSync(join(folder, 'put-away'))).toBe(true)
    },
  )
})

test('npx trace starts the checkout', () => {
  const link = join(root, 'node_modules', '.bin', 'trace')
  expect(existsSync(link)).toBe(true)
  const { status, stdout } = spawnSync(link, ['--version'], {
    encoding: 'utf8',
    env: { PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(':'), HOME: tempFolder() },
  })
  expect({ status, stdout }).toEqual({ status: 0, stdout: `${version}\n` })
})

test('compiled code is kept in the cache folder of the user', () => {
  const [home, cache] = [tempFolder(), tempFolder()]
  trace(['--help'], { env: { HOME: home } })
  expect(existsSync(join(home, '.cache', 'trace-evidence'))).toBe(true)
  trace(['--help'], { env: { HOME: home, XDG_CACHE_HOME: cache } })
  expect(existsSync(join(cache, 'trace-evidence'))).toBe(true)
})
