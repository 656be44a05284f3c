#!/usr/bin/env node
// Checks the Node version and starts the bundle. Any Node since 14 has to be able to read this file.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 12]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) await start()
else await handOver()

async function start() {
  const main = new URL('../dist/main.js', import.meta.url)
  if (!existsSync(main)) {
    process.stderr.write('trace: It has not been built yet.\n  → Run: npm run build\n')
    process.exitCode = 2
    return
  }
  // Compiled code is kept in the user's own cache folder, not in the shared temporary one.
  const cache = process.env.XDG_CACHE_HOME || (process.env.HOME && join(process.env.HOME, '.cache'))
  if (cache) (await import('node:module')).enableCompileCache?.(join(cache, 'trace-evidence'))
  await import(main.href)
}

/** An older Node hands over to the runtime that `npm ci` put beside the package. */
async function handOver() {
  const runtime = bundledRuntime()
  if (runtime === undefined) {
    process.stderr.write(
      `trace: Node ${NEEDED.join('.')} or newer is needed, and this is ${process.versions.node}.\n` +
        '  → Install a newer Node (https://nodejs.org), or run npm ci in the folder of trace, which brings one along.\n',
    )
    process.exitCode = 2
    return
  }
  const { spawnSync } = await import('node:child_process')
  const self = fileURLToPath(import.meta.url)
  const { status, signal } = spawnSync(runtime, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (signal) process.kill(process.pid, signal)
  process.exitCode = status ?? 70
}

function bundledRuntime() {
  try {
    const found = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    return [join(found, 'bin', 'node'), join(found, 'bin', 'node.exe')].find((file) => existsSync(file))
  } catch {
    return undefined
  }
}
