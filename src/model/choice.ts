import { Failure } from './failure.ts'
import { nearest } from './nearest.ts'

/** @throws Failure `bad-choice` with the nearest word and the whole list. */
export function readChoice(text: string, choices: readonly string[]): string {
  const typed = text.trim()
  const found = choices.find((choice) => choice.toLowerCase() === typed.toLowerCase())
  if (found !== undefined) return found
  const near = nearest(typed, choices)
  throw new Failure(
    'bad-choice',
    `"${typed}" is not one of ${choices.join(', ')}.`,
    near === undefined ? {} : { hint: `Did you mean ${near}?` },
  )
}
