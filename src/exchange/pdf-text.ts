import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { MAX_TEXT_BYTES } from './document-text.ts'

/** A larger PDF is kept, but its text is not taken. */
export const MAX_PDF_BYTES = 256 << 20

/** How long reading one PDF may take. */
const MAX_MILLISECONDS = 60_000
/** What the thread that reads it may use beside buffers. */
const MAX_HEAP_MB = 1024

/** Why a PDF gives no text. */
export type PdfTrouble = 'too large' | 'too slow' | 'encrypted' | 'damaged'

export type PdfReading =
  | {
      readonly text: string
      /** What took it, with its version. */
      readonly by: string
    }
  | { readonly text?: undefined; readonly why: PdfTrouble }

/** What the thread is told. */
export interface PdfTask {
  readonly file: string
  /** Longest text, in UTF-16 code units. */
  readonly mostText: number
  /** Longest single buffer, in bytes. */
  readonly mostBuffer: number
}

/** Runs beside this file, in the same form: as it is written, or built. */
const WORKER = join(import.meta.dirname, `pdf-worker${extname(import.meta.filename)}`)

/**
 * The text of a PDF, page by page with a form feed between two. A PDF that is broken, hostile or too much answers with
 * the reason; it neither hangs the program nor ends it.
 *
 * @param file path of the PDF, of at most {@link MAX_PDF_BYTES}
 * @param milliseconds how long it may take
 */
export async function pdfText(file: string, milliseconds = MAX_MILLISECONDS): Promise<PdfReading> {
  const task: PdfTask = { file, mostText: MAX_TEXT_BYTES, mostBuffer: 2 * MAX_PDF_BYTES }
  const worker = new Worker(WORKER, {
    workerData: task,
    argv: [],
    env: {},
    // What the library says of a bad PDF is of no use to the reader, and is not ours to print.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<PdfReading>((resolve) => {
      timer = setTimeout(() => {
        resolve({ why: 'too slow' })
      }, milliseconds)
      worker.once('message', resolve)
      worker.once('error', (error: Error) => {
        const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        resolve({ why: isFull ? 'too large' : 'damaged' })
      })
      worker.once('exit', () => {
        resolve({ why: 'damaged' })
      })
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
