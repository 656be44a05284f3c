import type { Command } from 'commander'
import type { Context } from './context.ts'
import { buildNamed } from './named.ts'

export function build(command: Command, context: Context): void {
  buildNamed(
    command,
    {
      type: 'place',
      plural: 'places',
      description:
        'Places where something is observed and between which legs run: ports, yards, stations, depots. A place can be ' +
        'named by its key, its name or any of its aliases, in any spelling of case and accents.',
      nameHelp: 'its name, as it is to be printed',
      addExamples: [
        'trace place add Rajin --aliases Najin --aliases Rason --kind port --country KP --lat 42.2405 --lon 130.3005',
        'trace place add "Tikhoretsk depot" --kind depot --country RU --accuracy 500 --note "centre of the fenced area"',
        'trace place add 나진항 --id rajin-port --aliases "Port of Rajin"',
      ],
      examples: {
        list: ['trace place list', 'trace place list --as-of 12 --csv'],
        show: ['trace place show rajin', 'trace place show Najin --json'],
      },
    },
    context,
  )
}
