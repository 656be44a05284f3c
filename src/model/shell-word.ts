/** A word as it is typed in a POSIX shell (IEEE Std 1003.1, Shell Command Language, 2.2): nothing in it is acted on. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replace(/'/g, String.raw`'\''`)}'`
}
