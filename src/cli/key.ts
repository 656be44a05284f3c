import type { Command } from 'commander'
import { keyPath, makeKey, readKey } from '../case/keys.ts'
import { isKeyName, verifierText, type Verifier } from '../custody/note.ts'
import { Failure } from '../model/failure.ts'
import { lines, styled, type Rendering } from '../render/document.ts'
import type { Context } from './context.ts'
import { configurationFolder } from './keys.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { analystOf, notice, type GlobalOptions } from './session.ts'
import { writeText, type TextOptions } from './text-file.ts'
import { askForVerb } from './verbs.ts'

type KeyOptions = GlobalOptions & OutputOptions & TextOptions & { name?: string }

export function build(command: Command, context: Context): void {
  buildNew(command, context)
  buildShow(command, context)
  buildExport(command, context)
  command
    .description(
      'The key you sign checkpoints with (Ed25519). Its private half is a file in your configuration folder that only you can ' +
        'read, and belongs to no case; its public half is for everybody who should be able to check what you sealed.',
    )
    .addHelpText('after', '\nExamples:\n  $ trace key new\n  $ trace key export -o my-key.txt')
  askForVerb(command, { verbs: ['new', 'show', 'export'], what: 'the key', first: 'show' })
}

function buildNew(command: Command, context: Context): void {
  const verb = command
    .command('new')
    .summary('make your key')
    .description(
      'Make a key, once for all cases. Without --name it bears your name as analyst. A key that is there is never written over.',
    )
    .option(
      '--name <NAME>',
      'name that stands beside your signatures, without blanks, such as j.kim or example.org/jkim',
    )
  addOutputOptions(verb)
  verb.addHelpText('after', '\nExamples:\n  $ trace key new\n  $ trace key new --name example.org/j-kim')
  verb.action(async (_options: unknown, self: Command) => {
    await runKeyNew(context, self.optsWithGlobals())
  })
}

function buildShow(command: Command, context: Context): void {
  const verb = command
    .command('show')
    .summary('show the public half of your key, and where it is kept')
    .description('Show the public half of your key, and where it is kept.')
  addOutputOptions(verb)
  verb.addHelpText('after', '\nExamples:\n  $ trace key show\n  $ trace key show --json')
  verb.action(async (_options: unknown, self: Command) => {
    await runKeyShow(context, self.optsWithGlobals())
  })
}

function buildExport(command: Command, context: Context): void {
  const verb = command
    .command('export')
    .summary('print your public key, for others')
    .description(
      'Print your public key as a note verifier (C2SP signed-note), one line: publish it where it can be found without the case.',
    )
    .option('-o, --output <FILE>', 'file to write (else standard output)')
    .option('--force', 'replace an existing file')
  verb.addHelpText('after', '\nExamples:\n  $ trace key export\n  $ trace key export -o j-kim.vkey')
  verb.action(async (_options: unknown, self: Command) => {
    await runKeyExport(context, self.optsWithGlobals())
  })
}

export async function runKeyNew(context: Context, options: KeyOptions): Promise<void> {
  const name = options.name ?? analystOf(context, options).replace(/[\p{White_Space}+]+/gu, '-')
  if (!isKeyName(name)) {
    throw new Failure(
      'bad-value',
      name === ''
        ? 'A key needs a name.'
        : `"${name}" cannot be the name of a key: it has a blank, a plus or a control character.`,
      {
        where: '--name',
        hint: 'For instance: --name j.kim, or --name example.org/j-kim',
      },
    )
  }
  const folder = configurationFolder(context)
  const signer = await makeKey(folder, name, context.randomBytes(32))
  await print(renderKey(signer, keyPath(folder)), options, context.stdout)
  await notice(
    context,
    options,
    'Publish the verifier where it can be found without the case, and keep a copy of the file: what it signed, nobody else can sign.',
  )
}

export async function runKeyShow(context: Context, options: KeyOptions): Promise<void> {
  const folder = configurationFolder(context)
  await print(renderKey(await readKey(folder), keyPath(folder)), options, context.stdout)
}

export async function runKeyExport(context: Context, options: KeyOptions): Promise<void> {
  const signer = await readKey(configurationFolder(context))
  await writeText(context, `${verifierText(signer)}\n`, options)
}

function renderKey(key: Verifier, path: string): Rendering {
  const { name, keyId } = key
  const verifier = verifierText(key)
  const label = (text: string) => styled('dim', text.padEnd(10))
  return {
    blocks: [
      lines(
        [label('name'), styled('key', name)],
        [label('id'), keyId],
        [label('verifier'), verifier],
        [label('kept in'), path],
      ),
    ],
    rows: { columns: ['name', 'id', 'verifier', 'file'], rows: [[name, keyId, verifier, path]] },
    data: { name, id: keyId, verifier, file: path },
  }
}
