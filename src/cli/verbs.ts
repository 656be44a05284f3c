import type { Command } from 'commander'
import { Failure } from '../model/failure.ts'
import { nearest } from '../model/nearest.ts'

interface Verbs {
  readonly verbs: readonly string[]
  /** What they are done with, "places". */
  readonly what: string
  /** The verb to try first. */
  readonly first: string
}

/** Says what to do when none of a command's verbs follows it. Comes after its verbs, which would inherit from it. */
export function askForVerb(command: Command, { verbs, what, first }: Verbs): void {
  const name = `trace ${command.name()}`
  command
    .usage(`${verbs.join('|')} [options]`)
    .allowExcessArguments()
    .action((_options: unknown, self: Command) => {
      const [verb] = self.args
      const near = verb === undefined ? undefined : nearest(verb, verbs)
      throw new Failure(
        'usage',
        verb === undefined
          ? `Say what to do with ${what}: ${verbs.join(', ')}.`
          : `There is no "${name} ${verb}".`,
        {
          hint:
            near === undefined
              ? `For instance: ${name} ${first}. More with: ${name} --help`
              : `Did you mean ${name} ${near}?`,
        },
      )
    })
}
