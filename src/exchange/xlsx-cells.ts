/** The letters of a column, from 0: A, B … Z, AA … (ECMA-376 part 1, 18.18.7, ST_CellRef). */
export function lettersOf(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest === 0 ? '' : lettersOf(rest - 1)) + String.fromCharCode(65 + (column % 26))
}

/** What an attribute says that is true or false (XML Schema part 2, 3.2.2); false when it is left out. */
export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true'
}
