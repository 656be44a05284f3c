import type { Change } from '../model/changes.ts'
import { styled, type Line } from './document.ts'
import { flat } from './lineage.ts'

/** One changed field for a person: `quantity: ~73 → 73`. @param indent spaces before it */
export function changeLine({ field, before, after }: Change, indent = 2): Line {
  const side = (text: string | undefined) => (text === undefined ? styled('dim', 'nothing') : flat(text))
  return [styled('dim', `${' '.repeat(indent)}${field}: `), side(before), styled('dim', ' → '), side(after)]
}

/** One field of a first revision, of which every field is new. */
export function newLine({ field, after }: Change, indent = 2): Line {
  return [styled('dim', `${' '.repeat(indent)}${field}: `), flat(after ?? '')]
}
