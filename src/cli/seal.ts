import { hash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { refuseOwnFiles } from '../case/case.ts'
import { readKey } from '../case/keys.ts'
import { cosignCheckpoint, sealCase } from '../case/seal.ts'
import type { SignedCheckpoint } from '../custody/checkpoint.ts'
import { counted } from '../evidence/enumeration.ts'
import { Failure } from '../model/failure.ts'
import { shellWord } from '../model/shell-word.ts'
import { styled } from '../render/document.ts'
import { headData } from '../render/custody.ts'
import type { Context } from './context.ts'
import { checkpointIn, configurationFolder } from './keys.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'
import { writeText, type TextOptions } from './text-file.ts'
import { checked } from './verify.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Sign the size and root of the log as they are now: a checkpoint (C2SP tlog-checkpoint), five lines that stand for the whole ' +
        'case. The case is verified first. Give the file to somebody else or publish it: with it anyone can tell later whether the ' +
        'case still holds exactly that history.',
    )
    .option('-o, --output <FILE>', 'file to write (else standard output)')
    .option('--force', 'replace an existing file')
    .option('--cosign <CHECKPOINT>', 'add your signature to a checkpoint that others have signed')
    .option(
      '--attach <TOKEN>',
      'keep the reply of a time-stamping authority (RFC 3161) as a source of the case',
    )
    .option('--checkpoint <FILE>', 'with --attach: what was stamped, when your key alone does not tell')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
To have it stamped by somebody whose clock is believed, send the query it prints to a time-stamping authority, from whatever
machine you like, and keep the reply with --attach.

Examples:
  $ trace seal -o checkpoint.txt
  $ trace seal --cosign checkpoint.txt -o checkpoint-2.txt
  $ trace seal --attach checkpoint.tsr`,
  )
  command.action(async (_options: unknown, self: Command) => {
    await runSeal(context, self.optsWithGlobals())
  })
}

export interface SealOptions extends GlobalOptions, OutputOptions, TextOptions {
  cosign?: string
  attach?: string
  checkpoint?: string
}

export async function runSeal(context: Context, options: SealOptions): Promise<void> {
  const { attach, cosign, checkpoint, output } = options
  if (attach !== undefined && (cosign !== undefined || output !== undefined)) {
    throw new Failure('usage', '--attach keeps a reply and signs nothing.', {
      hint: 'Leave --cosign and --output out.',
    })
  }
  if (attach !== undefined) {
    const { attachStamp } = await import('./seal-attach.ts')
    await attachStamp(context, attach, options)
    return
  }
  if (checkpoint !== undefined)
    throw new Failure('usage', '--checkpoint goes with --attach.', {
      hint: 'To add a signature to a checkpoint: --cosign FILE',
    })
  const signer = await readKey(configurationFolder(context))
  const others = cosign === undefined ? undefined : await checkpointIn(context, cosign)
  const sealed = await withCase(context, options, (kase) => {
    if (output !== undefined) refuseOwnFiles(kase, resolve(context.cwd, output))
    return checked(context, options, (onProgress) =>
      others === undefined
        ? sealCase(kase, signer, { onProgress })
        : cosignCheckpoint(kase, others, signer, { onProgress }),
    )
  })
  await writeCheckpoint(context, options, sealed.checkpoint)
  if (sealed.hadSigned)
    await notice(context, options, `${signer.name} had signed it before; nothing was added.`)
  await noticeSealed(context, options, sealed.checkpoint)
}

async function writeCheckpoint(
  context: Context,
  options: SealOptions,
  checkpoint: SignedCheckpoint,
): Promise<void> {
  const { output, json, ndjson } = options
  const asJson = json === true || ndjson === true
  if (output !== undefined || !asJson) await writeText(context, checkpoint.text, options)
  const signatures = checkpoint.note.signatures.map(({ name, keyId }) => ({ name, keyId }))
  if (!asJson) return
  const data = { ...headData(checkpoint), signatures, note: checkpoint.text, file: output }
  await print({ blocks: [], data }, options, context.stdout)
}

async function noticeSealed(
  context: Context,
  options: SealOptions,
  checkpoint: SignedCheckpoint,
): Promise<void> {
  const { output } = options
  const names = checkpoint.note.signatures.map(({ name }) => name)
  const where = output === undefined ? '' : ` written to ${output}`
  await notice(
    context,
    options,
    `A checkpoint of ${counted(checkpoint.size, 'leaf', 'leaves')}${where}, signed by ${names.join(', ')}.`,
    'Keep it where the case is not. To have it time-stamped by somebody else:',
    [styled('key', `  ${queryCommand(checkpoint, output)}`)],
  )
}

/** What makes the query for a time-stamping authority (RFC 3161) of a checkpoint, with OpenSSL. */
function queryCommand({ text }: SignedCheckpoint, output: string | undefined): string {
  const what = output === undefined ? `-digest ${hash('sha256', text)}` : `-data ${shellWord(output)}`
  const query = output === undefined ? 'checkpoint.tsq' : shellWord(queryFile(output))
  return `openssl ts -query ${what} -sha256 -cert -out ${query}`
}

/** Beside the checkpoint, and never the checkpoint itself, which OpenSSL would write over. */
function queryFile(output: string): string {
  const query = `${output.replace(/(?<=[^/\\])\.[^./\\]+$/, '')}.tsq`
  return query === output ? `${output}.tsq` : query
}
