import type { Command } from 'commander'
import type { Context } from './context.ts'
import { buildNamed } from './named.ts'

export function build(command: Command, context: Context): void {
  buildNamed(
    command,
    {
      type: 'organisation',
      plural: 'organisations',
      description:
        'Organisations: those who saw or said something first (the originators of sources, which corroboration counts), and ' +
        'those who own, operate or sanction ships.',
      nameHelp: 'its name, as origins are printed',
      addExamples: [
        'trace organisation add RUSI --aliases "Royal United Services Institute" --country GB',
        'trace organisation add "M Leasing LLC" --country RU --identifiers "OFAC 37066"',
        'trace organisation add "White House" --country US',
      ],
      examples: {
        list: ['trace organisation list', 'trace organisation list --json'],
        show: ['trace organisation show rusi', 'trace organisation show "M Leasing LLC"'],
      },
    },
    context,
  )
}
