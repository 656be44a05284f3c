import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import type { PdfReading, PdfTask } from './pdf-text.ts'

/*
 * Takes the text from one PDF, in a thread that can be ended: a PDF may be made to keep its reader busy for ever.
 */

/** Raised with every change of how the text is put together, so that what took a text can be told. */
const FORM = 'trace pdf 1'

/** Whether anything in the PDF was larger than is allowed: the library may take the refusal for damage and go on. */
let isTooLarge = false

function refuseLarge(): never {
  isTooLarge = true
  throw new RangeError('larger than is allowed')
}

/**
 * Refuses buffers above a length. What a few bytes in a PDF can be blown up to has no limit in the format, and the
 * memory limit of a thread does not count buffers.
 */
function limitBuffers(most: number): void {
  const Bounded: Uint8ArrayConstructor = new Proxy(Uint8Array, {
    construct(target, given: unknown[], newTarget) {
      if (typeof given[0] === 'number' && given[0] > most) refuseLarge()
      return Reflect.construct(target, given, newTarget === Bounded ? target : newTarget) as object
    },
  })
  globalThis.Uint8Array = Bounded
}

/** The pages in order, with a form feed between two, as pdftotext writes them. */
async function textOf(data: Uint8Array, mostText: number): Promise<string> {
  const document = await getDocumentProxy(data, {
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    enableXfa: false,
    stopAtErrors: false,
  })
  const pages: string[] = []
  let length = 0
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent()
    const text = items
      .map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''))
      .join('')
      .trimEnd()
    length += text.length + 1
    if (length > mostText) refuseLarge()
    pages.push(text)
    page.cleanup()
  }
  return pages.join('\f')
}

async function read({ file, mostText, mostBuffer }: PdfTask): Promise<PdfReading> {
  limitBuffers(mostBuffer)
  // A PDF is never a reason to ask anybody anything.
  Reflect.deleteProperty(globalThis, 'fetch')
  try {
    const { version } = await getResolvedPDFJS()
    const text = await textOf(new Uint8Array(readFileSync(file)), mostText)
    return isTooLarge ? { why: 'too large' } : { text, by: `${FORM}, pdf.js ${version}` }
  } catch (error) {
    if (isTooLarge) return { why: 'too large' }
    return { why: error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'damaged' }
  }
}

void read(workerData as PdfTask).then((reading) => {
  parentPort?.postMessage(reading)
})
