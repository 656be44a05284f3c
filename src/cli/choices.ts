import type { Argument, Option } from 'commander'

/*
 * Words an option or argument may have, for completion. commander's own `choices` would also check them and print them
 * in the help, which the fields of a schema do in their own way.
 */
const offered = new WeakMap<Option | Argument, readonly string[]>()

/** Says which words an option or argument takes. */
export function offering<T extends Option | Argument>(taker: T, choices: readonly string[] | undefined): T {
  if (choices !== undefined) offered.set(taker, choices)
  return taker
}

export function choicesOf(taker: Option | Argument): readonly string[] {
  return taker.argChoices ?? offered.get(taker) ?? []
}
