import { joinTexts } from '../model/field-text.ts'
import { memberCount, repeatedName } from './json-members.ts'

/*
 * An object of JSON as cells by column: what is nested gets the names on the way to it, joined by `_`, as the columns of
 * our records have them (`observed: { text, earliest }` is `observed` and `observed_earliest`); a list of texts and numbers
 * is several values in one cell.
 */

/** Deeper objects are no rows. */
const MAX_DEPTH = 8

export type FlatObject =
  { readonly cells: ReadonlyMap<string, string>; readonly problem?: undefined } | { readonly problem: string }

/** @param text JSON. @returns its cells, or why it is no row, as a sentence */
export function flatObject(text: string): FlatObject {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
    return { problem: `This is no JSON${at === undefined ? '' : ` (character ${String(Number(at) + 1)})`}.` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problem: 'This is no object with members, in braces.' }
  const flat: Flat = { cells: new Map(), members: 0 }
  const problem = flatten(value, '', 1, flat)
  if (problem !== undefined) return { problem }
  // Lists hold no objects here, so that each member was counted.
  if (memberCount(text) !== flat.members) {
    return {
      problem: `The member "${repeatedName(text) ?? ''}" comes twice in one object: which one counts cannot be told.`,
    }
  }
  return flat
}

interface Flat {
  readonly cells: Map<string, string>
  /** Members of the object and of those in it. */
  members: number
}

/** @returns why it cannot be flattened */
function flatten(value: object, path: string, depth: number, flat: Flat): string | undefined {
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    flat.members++
    const column = path === '' ? name : name === 'text' ? path : `${path}_${name}`
    if (typeof member === 'object' && member !== null && !Array.isArray(member)) {
      if (depth === MAX_DEPTH) return `"${column}" is nested more than ${String(MAX_DEPTH)} deep.`
      const problem = flatten(member, column, depth + 1, flat)
      if (problem !== undefined) return problem
      continue
    }
    const text = Array.isArray(member) ? listText(member) : plainText(member)
    if (text === undefined) return `"${column}" is a list of lists or objects, which no cell can hold.`
    if (flat.cells.has(column)) return `There are two members for the column "${column}".`
    flat.cells.set(column, text)
  }
  return undefined
}

function listText(list: readonly unknown[]): string | undefined {
  const texts = list.map(plainText)
  return texts.includes(undefined) ? undefined : joinTexts(texts.filter((text) => text !== undefined))
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null) return ''
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** Where a number may have more digits than JavaScript keeps, or a form of its own. */
const LONG_NUMBER = /[\d.]{16}|\d[eE][+-]?\d/

/** Numbers that would be changed by being read stay as they are written. */
function parse(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text)
  // The third argument is of ECMAScript 2026 ("JSON.parse source text access"), and in Node from 21 on.
  const keep = (_: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
      ? context.source
      : value
  return JSON.parse(text, keep)
}
