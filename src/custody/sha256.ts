import { hash } from 'node:crypto'

/** SHA-256 (FIPS 180-4) of bytes, or of a text as UTF-8. By way of a text, since Node takes twice as long for a hash that is a buffer of its own. */
export function sha256(data: string | Uint8Array): Buffer {
  return Buffer.from(hash('sha256', data, 'hex'), 'hex')
}
