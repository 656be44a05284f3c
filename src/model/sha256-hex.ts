/** A SHA-256 (FIPS 180-4) as it is written here: hexadecimal, in small letters. */
export const SHA256_HEX = /^[0-9a-f]{64}$/
