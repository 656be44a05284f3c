import { Failure } from '../model/failure.ts'
import { decodeText, encodingOf, notTextMessage, NotText } from './encoding.ts'
import { ElementScanner, JsonFault } from './json-elements.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import { objectSheet, type ObjectText } from './sheet-objects.ts'
import type { Sheet } from './sheet.ts'

/** Opens a JSON array of objects, or an object of which one member is such an array. @throws Failure */
export async function openJson(file: SheetBytes, asked: string | undefined): Promise<Sheet> {
  const { encoding } = await encodingOf(file.head, file.head.length === file.size, asked, file.path)
  return objectSheet(file, 'json', encoding, elements(file, encoding))
}

async function* elements(file: SheetBytes, encoding: string): AsyncGenerator<readonly ObjectText[]> {
  const scanner = new ElementScanner()
  let row = 0
  try {
    for await (const piece of decodeText(file.pieces(), encoding)) {
      const found = scanner.scan(piece)
      if (found.length > 0) yield found.map((text) => ({ line: ++row, text }))
    }
    scanner.end()
  } catch (error) {
    if (error instanceof JsonFault) throw at(file.path, error.line, error.message, MEND, error)
    if (error instanceof NotText) throw at(file.path, scanner.line, ...notTextMessage(encoding), error)
    throw error
  }
}

const MEND =
  'JSON as RFC 8259 has it: a list of objects, [{"place": "rajin"}, …]. Export it anew from where it comes.'

function at(path: string, line: number, message: string, hint: string, cause: Error): Failure {
  return new Failure('unreadable-file', message, { where: `${path}, line ${String(line)}`, hint, cause })
}
