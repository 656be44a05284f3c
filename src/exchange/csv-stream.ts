import { CsvFault, RowScanner, type RawRow } from './csv-rows.ts'
import { decodeText, NotText, notTextMessage } from './encoding.ts'

/** Rows as they stand in a text, in batches of what one piece of it holds. */
export interface RawBatch {
  readonly rows: RawRow[]
  /** Whether there is a backslash in the text, so that cells may hold escapes of ours. */
  readonly mayEscape: boolean
}

/**
 * The rows of delimited text.
 * @throws CsvFault also for bytes that are no text in the encoding
 */
export async function* csvBatches(
  bytes: AsyncIterable<Uint8Array>,
  encoding: string,
  delimiter: string,
): AsyncGenerator<RawBatch> {
  const scanner = new RowScanner(delimiter)
  let mayEscape = false
  try {
    for await (const text of decodeText(bytes, encoding)) {
      // A row may have begun in the piece before, and an escape may be cut by the end of one.
      const had: boolean = mayEscape
      mayEscape = text.includes('\\')
      const rows = scanner.scan(text)
      if (rows.length > 0) yield { rows, mayEscape: had || mayEscape }
      else mayEscape ||= had
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error
    const [message, hint] = notTextMessage(encoding)
    throw new CsvFault(message, scanner.lastLine, hint)
  }
  const rows = scanner.end()
  if (rows.length > 0) yield { rows, mayEscape: true }
}
