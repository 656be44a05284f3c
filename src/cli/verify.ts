import type { Command } from 'commander'
import { ownKey } from '../case/keys.ts'
import { verifyCase, type Progress, type Verified } from '../case/verify.ts'
import type { Against } from '../case/checkpoints.ts'
import { counted } from '../evidence/enumeration.ts'
import { Failure } from '../model/failure.ts'
import { sizeText } from '../render/amounts.ts'
import { faultRows, renderVerified } from '../render/custody.ts'
import type { Context } from './context.ts'
import { addKeyOption, checkpointIn, configurationFolder, namedKeys } from './keys.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { progressLine } from './progress.ts'
import { notice, warning, withCase, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Check that nothing in the case was changed: every record is hashed again and held against the root of its entry, every ' +
        'archived document against its SHA-256, every reference and index row against the records, every quotation against its ' +
        'document. Names each record, entry and file that does not fit, and exits with 1.',
    )
    .option(
      '--against <CHECKPOINT>',
      'file with a checkpoint: has the case still exactly the history it is of?',
    )
  addKeyOption(command, 'who signed the checkpoint')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Without a checkpoint this shows that the case fits itself. Whoever can write to it could have rewritten all of it, or taken
the last entries away: only a checkpoint that was published or given to somebody else (trace seal) shows that.

Examples:
  $ trace verify
  $ trace verify --against checkpoint.txt --key "j.kim+5a1c0f3e+AV0…"
  $ trace verify --json | jq .faults`,
  )
  command.action(async (_options: unknown, self: Command) => {
    await runVerify(context, self.optsWithGlobals())
  })
}

interface VerifyOptions extends GlobalOptions, OutputOptions {
  against?: string
  key?: string[]
}

export async function runVerify(context: Context, options: VerifyOptions): Promise<void> {
  const against = await againstOf(context, options)
  const started = context.now().getTime()
  const verified = await withCase(context, options, (kase) =>
    checked(context, options, (onProgress) =>
      verifyCase(kase, { onProgress, ...(against === undefined ? {} : { against }) }),
    ),
  )
  const seconds = (context.now().getTime() - started) / 1000
  const rendering = renderVerified(verified, seconds)
  await print(
    options.csv === true ? { ...rendering, rows: faultRows(verified) } : rendering,
    options,
    context.stdout,
  )
  if (verified.faults.length > 0) context.answerNo()
  await noticeUnchecked(context, options, verified, against)
}

/** Runs a check with a line that says how far it has come. */
export async function checked<T>(
  context: Context,
  options: GlobalOptions,
  work: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const line = progressLine(context, options)
  try {
    return await work(({ done, of, bytes }) => {
      line.show(
        () =>
          `Checking: ${String(done)} of ${counted(of, 'leaf', 'leaves')}${bytes === 0 ? '' : `, ${sizeText(bytes)} of documents`}`,
      )
    })
  } finally {
    line.end()
  }
}

/** What to hold the case against, with the keys that were named; without any, one's own if it has signed. */
async function againstOf(
  context: Context,
  { against, key = [] }: VerifyOptions,
): Promise<Against | undefined> {
  const named = await namedKeys(context, key)
  if (against === undefined) {
    if (named.length === 0) return undefined
    throw new Failure('usage', '--key goes with --against.', {
      hint: 'Name the checkpoint that the key has signed: --against FILE',
    })
  }
  const checkpoint = await checkpointIn(context, against)
  if (named.length > 0) return { checkpoint, verifiers: named }
  const own = await ownKey(configurationFolder(context))
  const isOurs = checkpoint.note.signatures.some(
    ({ name, keyId }) => name === own?.name && keyId === own.keyId,
  )
  return { checkpoint, verifiers: own !== undefined && isOurs ? [own] : [] }
}

async function noticeUnchecked(
  context: Context,
  options: VerifyOptions,
  { more, strays, searchChecked, guardsMissing, faults, against: held }: Verified,
  against: Against | undefined,
): Promise<void> {
  if (more > 0) await warning(context, options, `${counted(more, 'fault')} beyond those that are named.`)
  if (against?.verifiers.length === 0)
    await warning(
      context,
      options,
      'no signature was checked: name the key of who signed with --key VERIFIER',
    )
  if (guardsMissing > 0)
    await warning(
      context,
      options,
      `${counted(guardsMissing, 'trigger')} of the database that ${guardsMissing === 1 ? 'refuses' : 'refuse'} changes ${guardsMissing === 1 ? 'was' : 'were'} taken away: somebody has been in it with another program`,
    )
  if (!searchChecked)
    await warning(
      context,
      options,
      'the full-text index was not checked, as the case cannot be written here; nothing rests on it but trace search',
    )
  if (strays !== undefined && strays.length > 0)
    await notice(
      context,
      options,
      `${counted(strays.length, 'file')} in files/ ${strays.length === 1 ? 'belongs' : 'belong'} to no source, as an interrupted add leaves: ${strays.slice(0, 3).join(', ')}${strays.length > 3 ? ', …' : ''}`,
    )
  // A checkpoint of another case, or one that somebody else signed, says nothing against this one.
  if (faults.some(({ kind }) => kind !== 'checkpoint') || held?.isConsistent === false)
    await notice(
      context,
      options,
      'Do not write to this case. Keep it as it is, and restore the newest backup: trace restore BACKUP FOLDER',
    )
}
