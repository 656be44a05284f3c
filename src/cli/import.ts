import type { Command } from 'commander'
import type { Context } from './context.ts'
import { runPackageImport } from './import-package.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Make a new case from a data package, such as `trace export --all -f datapackage` writes: its entries are replayed with their own times and analysts, and every hash it gives is checked. Nothing is left behind when something does not fit.',
    )
    .argument('<PACKAGE>', 'folder with a datapackage.json')
    .argument('[FOLDER]', 'folder for the new case (else the name of the package)')
  command.addHelpText(
    'after',
    `
A package made by hand needs only its tables: times, ids, bounds and hashes that are left out are worked out.

Examples:
  $ trace import orient-express-package
  $ trace import orient-express-package my-copy
  $ trace import from-a-colleague/datapackage.json their-case --analyst "A. Kim"`,
  )
  command.action(async (source: string, folder: string | undefined, _options: unknown, self: Command) => {
    await runPackageImport(context, source, folder, self.optsWithGlobals())
  })
}
