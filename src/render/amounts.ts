/** Bytes in decimal units (ISO 80000-13): `12 kB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 10 ? String(Math.round(value)) : value.toFixed(1)} ${units[power] ?? ''}`
}

/** Bytes as digits, as hashes are written. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
