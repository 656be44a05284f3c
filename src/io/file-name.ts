import { withoutUnsafe } from './untrusted.ts'

/** Most of what a file system takes for one name, in bytes of UTF-8. */
const MAX_BYTES = 255

/**
 * A name under which a file can be made in the current folder and nowhere else, whatever the name from outside holds:
 * no folder of its own, not hidden, nothing that a terminal would act on.
 * @returns undefined when nothing is left of the name
 */
export function fileNameFrom(name: string): string | undefined {
  const safe = withoutUnsafe(name.replace(/[/\\]/g, '_'), '_')
    .replace(/^[.\s]+/, '')
    .trimEnd()
  return safe === '' ? undefined : shortened(safe)
}

/** Takes away what is too long before the ending, by which programs know what it is. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const dot = name.lastIndexOf('.')
  const end = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 20 ? name.slice(dot) : ''
  let start = ''
  let left = MAX_BYTES - Buffer.byteLength(end)
  for (const character of name.slice(0, name.length - end.length)) {
    left -= Buffer.byteLength(character)
    if (left < 0) break
    start += character
  }
  return `${start}${end}`
}
