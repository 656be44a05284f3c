import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { readSmallText } from '../case/small-file.ts'
import { readCheckpoint, type SignedCheckpoint } from '../custody/checkpoint.ts'
import { MAX_NOTE, readVerifier, type Verifier } from '../custody/note.ts'
import { locate } from '../model/failure.ts'
import type { Context } from './context.ts'

/**
 * The folder of what belongs to the user rather than to a case: `TRACE_CONFIG`, else as the system has it (the XDG Base
 * Directory Specification; `%APPDATA%` on Windows).
 */
export function configurationFolder({ env }: Context): string {
  const set = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  const own = set('TRACE_CONFIG')
  if (own !== undefined) return resolve(own)
  return join(set('XDG_CONFIG_HOME') ?? set('APPDATA') ?? join(set('HOME') ?? homedir(), '.config'), 'trace')
}

export function addKeyOption(command: Command, whose: string): Command {
  return command.option(
    '--key <VERIFIER>',
    `public key of ${whose}, as trace key export prints it, or a file with it (repeatable)`,
    (word: string, before: string[] | undefined) => [...(before ?? []), word],
  )
}

/** The keys that were named, as text or as files. @throws Failure `bad-key`, `unreadable-file` */
export async function namedKeys(context: Context, words: readonly string[]): Promise<Verifier[]> {
  return Promise.all(
    words.map(async (word) => {
      const path = resolve(context.cwd, word)
      if (word.includes('+') && !existsSync(path)) return locate('--key', () => readVerifier(word))
      const text = await readSmallText(path, MAX_NOTE)
      return locate(path, () => readVerifier(text))
    }),
  )
}

/** The checkpoint in a file. @throws Failure `bad-checkpoint`, `unreadable-file` */
export async function checkpointIn(context: Context, file: string): Promise<SignedCheckpoint> {
  const path = resolve(context.cwd, file)
  const text = await readSmallText(path, MAX_NOTE)
  return locate(path, () => readCheckpoint(text))
}
