import { resolve } from 'node:path'
import type { Command } from 'commander'
import { ownKey } from '../case/keys.ts'
import { readSmallText } from '../case/small-file.ts'
import { checkSignature, type Verifier } from '../custody/note.ts'
import { MAX_PROOF, provesInclusion, readProof, type ReadProof } from '../custody/proof-file.ts'
import { Failure, locate } from '../model/failure.ts'
import { renderProof, type CheckedProof } from '../render/proof.ts'
import type { Context } from './context.ts'
import { addKeyOption, configurationFolder, namedKeys } from './keys.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import type { GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Check a proof that trace prove made: that what it holds was in the log when the checkpoint was signed, and by whose key. ' +
        'Needs no case. Exits with 1 when it proves nothing.',
    )
    .argument('<FILE>', 'the proof')
  addKeyOption(command, 'who should have signed')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
The key has to come from somewhere else than the proof. Without --key your own is taken.

Examples:
  $ trace check-proof 6g2k.tlog-proof --key "j.kim+5a1c0f3e+AV0…"
  $ trace check-proof 6g2k.tlog-proof --key j-kim.vkey --json | jq .record`,
  )
  command.action(async (file: string, _options: unknown, self: Command) => {
    await runCheckProof(context, file, self.optsWithGlobals())
  })
}

interface CheckOptions extends GlobalOptions, OutputOptions {
  key?: string[]
}

export async function runCheckProof(context: Context, file: string, options: CheckOptions): Promise<void> {
  const path = resolve(context.cwd, file)
  const keys = await keysFor(context, options)
  const text = await readSmallText(path, MAX_PROOF)
  const checked = check(
    locate(path, () => readProof(text)),
    keys,
  )
  await print(renderProof(checked), options, context.stdout)
  if (checked.problems.length > 0) context.answerNo()
}

async function keysFor(context: Context, { key = [] }: CheckOptions): Promise<readonly Verifier[]> {
  if (key.length > 0) return namedKeys(context, key)
  const own = await ownKey(configurationFolder(context))
  if (own !== undefined) return [own]
  throw new Failure('missing-fields', 'It is not known whose signature should be believed.', {
    hint: 'Name the public key of who sealed the case, as they published it: --key VERIFIER',
  })
}

/** Every key that was named has to have signed, and the hashes have to lead to the root. */
function check(proof: ReadProof, keys: readonly Verifier[]): CheckedProof {
  const { contents, index, checkpoint } = proof
  const signatures = keys.map((key) => ({ key, status: checkSignature(checkpoint.note, key) }))
  const isIncluded = provesInclusion(proof)
  return {
    contents,
    index,
    checkpoint,
    signedBy: signatures.flatMap(({ key: { name, keyId }, status }) =>
      status === 'good' ? [{ name, keyId }] : [],
    ),
    problems: [
      ...signatures.flatMap(({ key: { name, keyId }, status }) =>
        status === 'good'
          ? []
          : status === 'bad'
            ? [`the signature of ${name} does not fit the checkpoint`]
            : [`the checkpoint is not signed by the key ${keyId} of ${name}`],
      ),
      ...(isIncluded ? [] : ['the hashes do not lead from what it holds to the root of the checkpoint']),
    ],
  }
}
