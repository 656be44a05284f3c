import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { tempFolder } from '../cli/harness.ts'

/*
 * Nothing that the program does reaches for a network: the tests that start it are run once more, and the kernel says
 * what they and everything they start ask of it. What they say of the program is for `npm test`; here it is enough that
 * they start it, often and with every command.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const VITEST = 'node_modules/vitest/vitest.mjs'
/** Where the tests are that start the program. */
const STARTING = ['test/cli', 'test/docs', 'test/errors', 'test/exchange', 'test/package/bin.test.ts']

/** Runs Node and whatever it starts, and gives every call that has to do with sockets, or starts a program. */
async function calls(argv: readonly string[]): Promise<string[]> {
  const log = join(tempFolder(), 'calls')
  const what = ['-f', '--seccomp-bpf', '-qq', '-s', '200', '-e', 'signal=none', '-e', 'trace=%network,execve']
  const child = spawn('strace', [...what, '-o', log, process.execPath, ...argv], {
    cwd: ROOT,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, HOME: tempFolder(), CI: 'true' },
  })
  await once(child, 'close')
  return readFileSync(log, 'utf8').split('\n')
}

/**
 * The calls that name a kind of socket other than those inside of one machine. (Pipes between a process and what it
 * starts are such sockets, and so is the C library's question for the name of a user.)
 */
function beyondTheMachine(lines: readonly string[]): string[] {
  return lines.filter((line) => /AF_(?!UNIX\b|LOCAL\b)/.test(line) && !line.includes('execve('))
}

test('a connection, a datagram and a question about interfaces are seen, in whatever process', async () => {
  const child = `
    const socket = require('node:dgram').createSocket('udp4').on('error', () => {})
    socket.send('x', 9, '127.0.0.2', () => socket.close())
    require('node:net').connect(9, '127.0.0.1').on('error', () => {})
    require('node:os').networkInterfaces()`
  const parent = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}])`
  const seen = beyondTheMachine(await calls(['-e', parent]))
  for (const call of [
    /socket\(AF_INET,/,
    /connect\(.*AF_INET,.*"127\.0\.0\.1"/,
    /send(?:to|msg|mmsg)\(.*"127\.0\.0\.2"/,
    /socket\(AF_NETLINK,/,
  ]) {
    expect(seen).toContainEqual(expect.stringMatching(call))
  }
})

test('no command of the program makes a network connection', { timeout: 20 * 60_000 }, async () => {
  const lines = await calls([VITEST, 'run', ...STARTING])
  expect(beyondTheMachine(lines)).toEqual([])

  const started = lines.filter(
    (line) => /execve\(".*bin\/trace\.js"/.test(line) && !line.includes('"--help"'),
  )
  expect(started.length).toBeGreaterThan(1000)
  const words = new Set(started.flatMap((line) => line.split(/", "|"\]/)))
  expect(COMMANDS.map(({ name }) => name).filter((name) => !words.has(name))).toEqual([])
})
