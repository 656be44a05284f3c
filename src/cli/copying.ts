import { realPlace } from '../case/case.ts'
import type { CaseCopy, CopyOptions } from '../case/backup.ts'
import { counted } from '../evidence/enumeration.ts'
import { Failure } from '../model/failure.ts'
import { copyText, renderCopy } from '../render/backup.ts'
import { sizeText } from '../render/amounts.ts'
import type { Context } from './context.ts'
import { isForScreen, print, type OutputOptions } from './output.ts'
import { progressLine } from './progress.ts'
import { notice, type GlobalOptions } from './session.ts'
import { checked } from './verify.ts'

/** Makes a copy of a case, with a line that says how far it has come. */
export async function copying(
  context: Context,
  options: GlobalOptions,
  work: (told: CopyOptions) => Promise<CaseCopy>,
): Promise<CaseCopy> {
  const { openStore, now, interrupted } = context
  const line = progressLine(context, options)
  try {
    return await checked(context, options, (onProgress) =>
      work({
        openStore,
        now,
        onCopied: ({ files, bytes }) => {
          interrupted.throwIfAborted()
          line.show(() => `Copying: ${counted(files, 'file')}, ${sizeText(bytes)}`)
        },
        onProgress: (progress) => {
          interrupted.throwIfAborted()
          line.end()
          onProgress(progress)
        },
      }),
    )
  } finally {
    line.end()
  }
}

/** Prints what was made; the sentence is said beside it where the data is for a program. */
export async function printCopy(
  context: Context,
  options: GlobalOptions & OutputOptions,
  copy: CaseCopy,
  done: string,
): Promise<void> {
  await print(renderCopy(copy, done), options, context.stdout)
  if (!isForScreen(options, context.stdout)) await notice(context, options, copyText(copy, done))
}

/**
 * Refuses to put a folder in the place of the one the user is in: they would be left in one that is no more.
 * @throws Failure `cannot-write`
 */
export function refuseHere({ cwd }: Context, target: string): void {
  if (realPlace(target) !== realPlace(cwd)) return
  throw new Failure('cannot-write', 'You are in this folder, and it would be put in place as a whole.', {
    where: target,
    hint: 'Name a new folder.',
  })
}
