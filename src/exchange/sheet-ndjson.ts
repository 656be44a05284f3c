import { Failure } from '../model/failure.ts'
import { decodeText, encodingOf, notTextMessage, NotText } from './encoding.ts'
import { MAX_ELEMENT } from './json-elements.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import { objectSheet, type ObjectText } from './sheet-objects.ts'
import type { Sheet } from './sheet.ts'

/** Opens a file with an object of JSON on each line. A line that is none is a problem of that row. @throws Failure */
export async function openLines(file: SheetBytes, asked: string | undefined): Promise<Sheet> {
  const { encoding } = await encodingOf(file.head, file.head.length === file.size, asked, file.path)
  return objectSheet(file, 'ndjson', encoding, lines(file, encoding))
}

async function* lines(file: SheetBytes, encoding: string): AsyncGenerator<readonly ObjectText[]> {
  let line = 1
  let rest = ''
  const refuse = (message: string, hint: string, cause?: unknown) =>
    new Failure('unreadable-file', message, { where: `${file.path}, line ${String(line)}`, hint, cause })
  try {
    for await (const piece of decodeText(file.pieces(), encoding)) {
      const texts = (rest + piece).split('\n')
      rest = texts.pop() ?? ''
      const batch = texts.map((text) => ({ line: line++, text })).filter(hasText)
      if (batch.length > 0) yield batch
      if (rest.length > MAX_ELEMENT) {
        throw refuse(
          `This line is longer than the ${String(MAX_ELEMENT >> 20)} Mi characters that a row may have.`,
          'If the file is one JSON array, say --format json.',
        )
      }
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    throw refuse(...notTextMessage(encoding), error)
  }
  const last = { line, text: rest }
  if (hasText(last)) yield [last]
}

const hasText = ({ text }: ObjectText): boolean => text.trim() !== ''
