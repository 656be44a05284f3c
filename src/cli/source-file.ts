import { resolve } from 'node:path'
import type { Command } from 'commander'
import { refuseOwnFiles } from '../case/case.ts'
import { archivedDocumentOf, type Document } from '../case/working-copy.ts'
import { counted } from '../evidence/enumeration.ts'
import { fileNameFrom } from '../io/file-name.ts'
import { writeWhole } from '../io/whole-file.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { exampleText } from './reference.ts'
import { notice, withCase, type GlobalOptions } from './session.ts'

/** What stands for standard output instead of a file. */
const STDOUT = '-'

export function buildFile(command: Command, context: Context): void {
  const file = command
    .command('file')
    .argument('<SOURCE>', 'whose document, by key or title')
    .summary('write a working copy of an archived document')
    .description(
      'Write a copy of the document that was archived with a source, to be opened, printed or marked: the archived one stays ' +
        'as it is. The copy is checked on the way, and is not made when the document is missing or is not what was archived.',
    )
    .option(
      '-o, --output <PATH>',
      `file to write, whole or not at all; ${STDOUT} for standard output (else the name the document had, in this folder)`,
    )
    .option('--force', 'replace an existing file')
  file.addHelpText(
    'after',
    exampleText([
      'trace source file rusi-2023-10-16',
      'trace source file rusi-2023-10-16 -o /tmp/marked-up.pdf',
      'trace source file rusi-2023-10-16 -o - | sha256sum',
    ]),
  )
  file.action(async (source: string, _options: unknown, self: Command) => {
    await runFile(context, source, self.optsWithGlobals())
  })
}

interface FileOptions extends GlobalOptions {
  output?: string
  force?: boolean
}

export async function runFile(context: Context, source: string, options: FileOptions): Promise<void> {
  const toStdout = options.output === STDOUT
  if (toStdout && context.stdout.isTTY) {
    throw new Failure('usage', 'A document is not printed on a terminal: it may hold anything.', {
      hint: `Write it to a file with -o FILE, or give it to a program: trace source file ${source} -o - | less`,
    })
  }
  await withCase(context, options, async (kase) => {
    const document = await archivedDocumentOf(kase, source)
    if (toStdout) {
      await print(context, document)
      return
    }
    const name = options.output ?? fileNameFrom(document.file.name) ?? document.source.id
    const path = resolve(context.cwd, name)
    refuseOwnFiles(kase, path)
    await writeWhole(path, document.bytes(), { ...options, now: context.now() })
    const { bytes, sha256 } = document.file
    await notice(context, options, `${counted(bytes, 'byte')} written to ${name}, SHA-256 ${sha256}.`)
  })
}

/** Reads it once before anything is printed: what is not right is not handed on. */
async function print({ stdout }: Context, { bytes }: Document): Promise<void> {
  const checking = bytes()[Symbol.asyncIterator]()
  while ((await checking.next()).done !== true);
  for await (const piece of bytes()) stdout.write(piece)
}
