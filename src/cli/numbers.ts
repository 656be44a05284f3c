import { InvalidArgumentError } from 'commander'

/** Reads a number of rows or of a page. @throws InvalidArgumentError for anything but a whole number from 1. */
export function positive(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('It has to be a whole number from 1.')
  return number
}
