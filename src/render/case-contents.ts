import { counted } from '../evidence/enumeration.ts'
import { hex, sizeText } from './amounts.ts'
import { styled, type Line } from './document.ts'

/** How much there is in a case. */
export interface CaseContents {
  readonly entries: number
  readonly records: number
  readonly files: number
  readonly bytes: number
}

/** The newest entry of a case. */
export interface CaseHead {
  readonly number: number
  readonly size: number
  readonly root: Uint8Array
}

/** `19 entries, 80 records, 4 files (12 kB)`. */
export function contentsText({ entries, records, files, bytes }: CaseContents): string {
  return [
    counted(entries, 'entry', 'entries'),
    counted(records, 'record'),
    `${counted(files, 'file')} (${sizeText(bytes)})`,
  ].join(', ')
}

export function headLine({ number, size, root }: CaseHead): Line {
  return [styled('dim', `entry ${String(number)}, ${counted(size, 'leaf', 'leaves')}, root `), hex(root)]
}
