import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'

/*
 * PDFs (ISO 32000-1) written by hand, as small as they can be: what a test needs and nothing else.
 */

/** The objects of a file, numbered from 1, with the table that says where each starts. */
function fileOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  let length = 9
  const add = (part: Buffer) => {
    parts.push(part)
    length += part.length
  }
  const starts = objects.map((object, i) => {
    const start = length
    add(
      Buffer.concat([
        Buffer.from(`${String(i + 1)} 0 obj\n`),
        Buffer.from(object as string, 'latin1'),
        Buffer.from('\nendobj\n'),
      ]),
    )
    return start
  })
  const table = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')
  const size = String(objects.length + 1)
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R ${trailer}>>\n` +
        `startxref\n${String(length)}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

function stream(contents: string | Buffer, more = ''): Buffer {
  const bytes = Buffer.from(contents as string, 'latin1')
  return Buffer.concat([
    Buffer.from(`<< /Length ${String(bytes.length)} ${more}>>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ])
}

/** The operators that print lines one below the other. */
function printing(lines: readonly string[]): string {
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, String.raw`\$&`)}) Tj T*`)
  return ['BT /F1 12 Tf 72 720 Td 14 TL', ...shown, 'ET'].join('\n')
}

const CATALOGUE = '<< /Type /Catalog /Pages 2 0 R >>'
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'

function pagesOf(contents: readonly (string | Buffer)[]): (string | Buffer)[] {
  const kids = contents.map((_, i) => `${String(5 + 2 * i)} 0 R`)
  return [
    CATALOGUE,
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${String(kids.length)} >>`,
    FONT,
    ...contents.flatMap((content, i) => [
      content,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${String(4 + 2 * i)} 0 R >>`,
    ]),
  ]
}

/** @param pages lines of each page, in Windows-1252 */
export function pdfOf(pages: readonly (readonly string[])[]): Buffer {
  return fileOf(pagesOf(pages.map((lines) => stream(printing(lines)))))
}

/** A page whose few bytes are blown up to so many spaces. */
export function pdfBomb(bytes: number): Buffer {
  const packed = deflateSync(deflateSync(Buffer.alloc(bytes, ' '), { level: 1 }), { level: 9 })
  return fileOf(pagesOf([stream(packed, '/Filter [/FlateDecode /FlateDecode] ')]))
}

/** A page of nothing but the beginnings of lists. */
export function pdfNested(depth: number): Buffer {
  return fileOf(pagesOf([stream('['.repeat(depth))]))
}

/** A file whose only object never stops beginning. */
export function pdfNestedObject(depth: number): Buffer {
  return Buffer.from(
    `%PDF-1.4\n1 0 obj\n${'<</A '.repeat(depth)}\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF`,
  )
}

/** A tree of pages that is its own branch. */
export function pdfCircle(): Buffer {
  return fileOf([CATALOGUE, '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>'])
}

/** The padding of passwords, ISO 32000-1, 7.6.3.3. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')

/** Encrypted with RC4 of 40 bits (ISO 32000-1, 7.6.3, revision 2), so that it opens with the password alone. */
export function pdfEncrypted(password: string): Buffer {
  const padded = Buffer.concat([Buffer.from(password), PADDING]).subarray(0, 32)
  const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest()
  const owner = rc4(md5(padded).subarray(0, 5), padded)
  const id = Buffer.alloc(16, 1)
  const key = md5(padded, owner, Buffer.from([0xfc, 0xff, 0xff, 0xff]), id).subarray(0, 5)
  const user = rc4(key, PADDING)
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`
  return fileOf(
    pagesOf([stream(printing(['73 railcars']))]),
    `/ID [${hex(id)} ${hex(id)}] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ${hex(owner)} /U ${hex(user)} >> `,
  )
}

/** RC4 as the format has it; OpenSSL no longer offers one. */
function rc4(key: Buffer, bytes: Buffer): Buffer {
  const state = [...Array(256).keys()]
  const swap = (i: number, j: number) => {
    ;[state[i], state[j]] = [state[j]!, state[i]!]
  }
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + state[i]! + key[i % key.length]!) & 255
    swap(i, j)
  }
  let [i, j] = [0, 0]
  return Buffer.from(
    bytes.map((byte) => {
      i = (i + 1) & 255
      j = (j + state[i]!) & 255
      swap(i, j)
      return byte ^ state[(state[i]! + state[j]!) & 255]!
    }),
  )
}
