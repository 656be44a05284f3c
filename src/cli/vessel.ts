import type { Command } from 'commander'
import type { Context } from './context.ts'
import { buildNamed } from './named.ts'

export function build(command: Command, context: Context): void {
  buildNamed(
    command,
    {
      type: 'vessel',
      plural: 'vessels',
      description:
        'Ships. A ship can be named by its key, its name, a former name, its IMO number or its MMSI. An IMO number whose ' +
        'check digit is wrong is recorded as typed, marked, and you are warned.',
      nameHelp: 'the name it has now',
      addExamples: [
        'trace vessel add Angara --imo 9179842 --flag Russia --kind ro-ro --former-names "Sevmorput 1"',
        'trace vessel add Maria --mmsi 273394890 --mmsi-valid 2021/..',
        'trace vessel add Maria --id maria-2 --imo 8407735     another ship of that name',
      ],
      examples: {
        list: ['trace vessel list', 'trace vessel list --ndjson'],
        show: ['trace vessel show angara', 'trace vessel show 9179842 --as-of 12'],
      },
    },
    context,
  )
}
