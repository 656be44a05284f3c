/** Whether a text is words of printable ASCII with single spaces between them, with which much less has to be done than with any other. */
export function isPlain(text: string): boolean {
  return /^[!-~]+(?: [!-~]+)*$/.test(text)
}
