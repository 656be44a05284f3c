import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Case } from '../case/case.ts'
import { readKey } from '../case/keys.ts'
import { sealCase } from '../case/seal.ts'
import type { SignedCheckpoint } from '../custody/checkpoint.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { configurationFolder } from './keys.ts'
import { notice, type GlobalOptions } from './session.ts'
import { writeText } from './text-file.ts'
import { checked } from './verify.ts'

interface SealedOptions extends GlobalOptions {
  sealed?: boolean
  output?: string
  force?: boolean
}

/**
 * Seals the case for an export, when that was asked for; the case is verified first.
 * @throws Failure `usage` without a file to put the checkpoint beside, `file-exists`, `no-key`, `not-sound`
 */
export async function sealedFor(
  context: Context,
  options: SealedOptions,
  kase: Case,
): Promise<SignedCheckpoint | undefined> {
  const { sealed, output, force } = options
  if (sealed !== true) return undefined
  if (output === undefined)
    throw new Failure('usage', 'The checkpoint of a sealed export stands in a file beside it.', {
      hint: 'Name the file of the export with -o FILE.',
    })
  const beside = besideOf(output)
  if (force !== true && existsSync(resolve(context.cwd, beside)))
    throw new Failure('file-exists', 'There is a checkpoint beside that file already; nothing was written.', {
      where: beside,
      hint: 'Choose another name, or replace both with --force.',
    })
  const signer = await readKey(configurationFolder(context))
  return (await checked(context, options, (onProgress) => sealCase(kase, signer, { onProgress }))).checkpoint
}

/** Writes the checkpoint beside the export. */
export async function writeSeal(
  context: Context,
  options: SealedOptions,
  checkpoint: SignedCheckpoint | undefined,
): Promise<void> {
  if (checkpoint === undefined || options.output === undefined) return
  const output = besideOf(options.output)
  await writeText(context, checkpoint.text, { output, ...(options.force === true ? { force: true } : {}) })
  await notice(context, options, `Its checkpoint is in ${output}: give both away together.`)
}

function besideOf(output: string): string {
  return `${output}.checkpoint`
}
