import { Failure } from './failure.ts'

/** Content ids: 80 bits as 16 characters of Crockford's base32, lower case. */
export const ID_LENGTH = 16
/** The shortest prefix of a content id that is printed or accepted. */
export const MIN_PREFIX = 4

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz'

/** Crockford base32 of the first 80 bits of `bytes`, lower case. */
export function base32(bytes: Uint8Array): string {
  let [text, buffer, bits] = ['', 0, 0]
  for (let i = 0; i < 10; i += 1) {
    buffer = ((buffer << 8) | (bytes[i] ?? 0)) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += CROCKFORD[(buffer >> bits) & 31] ?? ''
    }
  }
  return text
}

/** What was typed as a content id or its prefix, with Crockford's look-alikes mended (o → 0, i and l → 1); else undefined. */
export function idPrefix(text: string): string | undefined {
  const mended = text.trim().toLowerCase().replace(/o/g, '0').replace(/[il]/g, '1')
  return mended.length >= MIN_PREFIX && mended.length <= ID_LENGTH && /^[0-9a-hjkmnp-tv-z]+$/.test(mended)
    ? mended
    : undefined
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const SLUG_MAX = 80

/** Checks a key a person chose. @throws Failure `bad-slug`. */
export function checkSlug(text: string): string {
  if (!SLUG.test(text) || text.length > SLUG_MAX) {
    throw new Failure('bad-slug', `"${text}" cannot be a key.`, {
      hint: 'A key is lower-case letters a to z, digits and single hyphens, at most 80 characters, for instance rusi-2023-10-16.',
    })
  }
  return text
}

/**
 * A key made from a name: "M Leasing LLC" → `m-leasing-llc`, "Rasŏn" → `rason`.
 * @returns undefined when the name has no Latin letters or digits to make one of, so that a person must choose it.
 */
export function slugify(name: string): string | undefined {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[’'`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, SLUG_MAX)
    .replace(/-+$/, '')
  return SLUG.test(slug) ? slug : undefined
}

/**
 * Whether a ship's IMO number has the right check digit (IMO Resolution A.1117(30): the first six digits times 7 to 2,
 * last digit of the sum).
 * @param imo seven digits
 */
export function imoCheckDigitHolds(imo: string): boolean {
  if (!/^\d{7}$/.test(imo)) return false
  const sum = [...imo.slice(0, 6)].reduce((total, digit, i) => total + Number(digit) * (7 - i), 0)
  return sum % 10 === Number(imo[6])
}
