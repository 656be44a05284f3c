import { pastWhite, stringEnd } from './json-elements.ts'

/*
 * Members of the objects of a JSON text, as they are written. `JSON.parse` keeps the last of two with one name, in silence;
 * RFC 8259, section 4, leaves open which one counts.
 */

const COLON = 0x3a

/**
 * How many members the objects of a text have, those of one name each counted: the names are the strings with a colon after
 * them. It costs a fraction of parsing, so that each row can be held against what came out of it.
 * @param text JSON that was parsed
 */
export function memberCount(text: string): number {
  let count = 0
  for (let start = text.indexOf('"'); start >= 0;) {
    const end = stringEnd(text, start)
    if (isColonAt(text, end)) count++
    start = text.indexOf('"', end)
  }
  return count
}

/** The first name that comes twice in one object. @param text JSON that was parsed */
export function repeatedName(text: string): string | undefined {
  const sign = /["{}]/g
  const objects: Set<string>[] = []
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    if (found[0] === '{') objects.push(new Set())
    else if (found[0] === '}') objects.pop()
    else {
      const end = stringEnd(text, found.index)
      sign.lastIndex = end
      if (!isColonAt(text, end)) continue
      // Two ways to write one name are one name.
      const name = JSON.parse(text.slice(found.index, end)) as string
      if (objects.at(-1)?.has(name) === true) return name
      objects.at(-1)?.add(name)
    }
  }
  return undefined
}

function isColonAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === COLON || text.charCodeAt(pastWhite(text, at)) === COLON
}
