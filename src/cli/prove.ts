import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { refuseOwnFiles, type Case } from '../case/case.ts'
import { readKey } from '../case/keys.ts'
import { proveLeaf, type ToProve } from '../case/prove.ts'
import { sealCase } from '../case/seal.ts'
import type { SignedCheckpoint } from '../custody/checkpoint.ts'
import { counted } from '../evidence/enumeration.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { checkpointIn, configurationFolder } from './keys.ts'
import { positive } from './numbers.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'
import { writeText, type TextOptions } from './text-file.ts'
import { checked } from './verify.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Prove that a record is in the case, to somebody who does not have it: one small text file (C2SP tlog-proof) with what was ' +
        'recorded, the hashes that lead from it to the root, and the checkpoint that has the root. With --entry it proves who wrote ' +
        'an entry, when, and with which command.',
    )
    .argument('[ID]', 'key, name, or the start of the id of one record')
    .addOption(new Option('--entry <N>', 'an entry instead of a record').argParser(positive))
    .addOption(
      new Option('--revision <N>', 'this revision of the record (else the one that counts)').argParser(
        positive,
      ),
    )
    .option('--checkpoint <FILE>', 'prove it with this checkpoint (else the case is verified and sealed now)')
    .option('-o, --output <FILE>', 'file to write, by convention NAME.tlog-proof (else standard output)')
    .option('--force', 'replace an existing file')
    .addHelpText(
      'after',
      `
Whoever gets the file checks it with: trace check-proof FILE --key VERIFIER, or with other software (README, "Checked by
somebody else").

Examples:
  $ trace prove 6g2k -o 6g2k.tlog-proof
  $ trace prove 6g2k --checkpoint published.txt
  $ trace prove --entry 12`,
    )
    .action(async (id: string | undefined, _options: unknown, self: Command) => {
      await runProve(context, id, self.optsWithGlobals())
    })
}

interface ProveOptions extends GlobalOptions, TextOptions {
  entry?: number
  revision?: number
  checkpoint?: string
}

export async function runProve(
  context: Context,
  id: string | undefined,
  options: ProveOptions,
): Promise<void> {
  const { checkpoint: file, output } = options
  const what = toProve(id, options)
  const given = file === undefined ? undefined : await checkpointIn(context, file)
  const { text, proof } = await withCase(context, options, async (kase) => {
    if (output !== undefined) refuseOwnFiles(kase, resolve(context.cwd, output))
    return proveLeaf(kase.store, what, given ?? (await sealedNow(context, options, kase)))
  })
  await writeText(context, text, options)
  await notice(
    context,
    options,
    `Leaf ${String(proof.index)} of ${counted(proof.checkpoint.size, 'leaf', 'leaves')}${output === undefined ? '' : `, proved in ${output}`}. It holds the ${options.entry === undefined ? 'record' : 'entry'} itself: whoever gets it can read that.`,
  )
}

function toProve(id: string | undefined, { entry, revision }: ProveOptions): ToProve {
  if (id !== undefined && entry !== undefined)
    throw new Failure('usage', 'Either a record or an entry can be proved, not both.', {
      hint: 'Leave the id or --entry out.',
    })
  if (entry !== undefined && revision !== undefined)
    throw new Failure('usage', 'An entry has no revisions.', { hint: 'Leave --revision or --entry out.' })
  if (entry !== undefined) return { entry }
  if (id !== undefined) return { word: id, ...(revision === undefined ? {} : { revision }) }
  throw new Failure('usage', 'Nothing was named to prove.', {
    hint: 'Name a record by its key or the start of its id, or an entry with --entry N.',
  })
}

async function sealedNow(context: Context, options: ProveOptions, kase: Case): Promise<SignedCheckpoint> {
  const signer = await readKey(configurationFolder(context))
  return (await checked(context, options, (onProgress) => sealCase(kase, signer, { onProgress }))).checkpoint
}
