#!/usr/bin/env node
// Checks the Node version and starts the bundle. Any Node since 14 has to be able to read this file, and it imports
// nothing: an import of one of Node's own modules costs as much here as opening the case does later.

const NEEDED = [22, 12]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) start()
else await handOver()

function start() {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs')
  // Scripts ask for the version often, and it needs nothing of what follows.
  if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2])) {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    process.stdout.write(`${version}\n`)
    return
  }
  const { createRequire, enableCompileCache } = process.getBuiltinModule('node:module')
  // Compiled code is kept in the user's own cache folder, not in the shared temporary one.
  const cache = process.env.XDG_CACHE_HOME || (process.env.HOME && `${process.env.HOME}/.cache`)
  if (cache) enableCompileCache(`${cache}/trace-evidence`)
  const require = createRequire(import.meta.url)
  if (existsSync(new URL('../dist/main.cjs', import.meta.url))) {
    require('../dist/main.cjs')
    return
  }
  process.stderr.write('trace: It has not been built yet.\n  → Run: npm run build\n')
  process.exitCode = 2
}

/** An older Node hands over to the runtime that `npm ci` put beside the package. */
async function handOver() {
  const runtime = await bundledRuntime()
  if (runtime === undefined) {
    process.stderr.write(
      `trace: Node ${NEEDED.join('.')} or newer is needed, and this is ${process.versions.node}.\n` +
        '  → Install a newer Node (https://nodejs.org), or run npm ci in the folder of trace, which brings one along.\n',
    )
    process.exitCode = 2
    return
  }
  const { spawn } = await import('node:child_process')
  const { isatty } = await import('node:tty')
  const { fileURLToPath } = await import('node:url')
  const self = fileURLToPath(import.meta.url)
  const child = spawn(runtime, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  // What is sent to this process is for that one, which must not go on alone. Ctrl-C on a terminal reaches both already, and
  // a second one would end it before it has put away what it began.
  const hasTerminal = [0, 1, 2].some((stream) => isatty(stream))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const name of signals) {
    process.on(name, () => {
      if (name !== 'SIGINT' || !hasTerminal) child.kill(name)
    })
  }
  const [status, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (...end) => resolve(end))
  })
  if (signal) {
    for (const name of signals) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  }
  process.exitCode = status ?? 70
}

async function bundledRuntime() {
  const { existsSync } = await import('node:fs')
  const { createRequire } = await import('node:module')
  const { dirname, join } = await import('node:path')
  try {
    const found = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    return [join(found, 'bin', 'node'), join(found, 'bin', 'node.exe')].find((file) => existsSync(file))
  } catch {
    return undefined
  }
}
