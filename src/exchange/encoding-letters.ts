import { analyse } from 'chardet'
import { Failure } from '../model/failure.ts'

/** stub */
export function encodingByLetters(head: Uint8Array, where: string): Promise<string> {
  const [best] = analyse(head)
  if (best === undefined) throw new Failure('ambiguous', 'The encoding cannot be told.', { where })
  return Promise.resolve(new TextDecoder(best.name).encoding)
}
