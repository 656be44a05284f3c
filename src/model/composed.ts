/** More marks on one letter than any language has (UAX #15, section 13, "Stream-Safe Text Format"). */
const TOO_MANY_MARKS = /\p{M}{31}/u

/**
 * A text in NFC (UAX #15). One with more marks in a row than is sensible stays as it is: putting them in order takes time
 * that grows with the square of their number, and a page may be made of nothing else.
 */
export function composed(text: string): string {
  return TOO_MANY_MARKS.test(text) ? text : text.normalize('NFC')
}
