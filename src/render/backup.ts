import { counted, hex, sizeText } from './amounts.ts'
import { lines, styled, type Rendering } from './document.ts'

/** A copy of a case that was checked. */
export interface CheckedCopy {
  readonly folder: string
  readonly record: { readonly id: string; readonly title: string } | undefined
  readonly head: { readonly number: number; readonly size: number; readonly root: Uint8Array }
  readonly verified: {
    readonly entries: number
    readonly records: number
    readonly files: number
    readonly bytes: number
  }
}

/** What was copied and where to, in a sentence. @param done what the command did, `Backed up` */
export function copyText({ folder, verified }: CheckedCopy, done: string): string {
  const { entries, records, files, bytes } = verified
  const counts = [
    counted(entries, 'entry', 'entries'),
    counted(records, 'record'),
    `${counted(files, 'file')} (${sizeText(bytes)})`,
  ]
  return `${done}: ${counts.join(', ')} in ${folder}; verified.`
}

/** What `trace backup` and `trace restore` made. */
export function renderCopy(copy: CheckedCopy, done: string): Rendering {
  const { folder, record, head, verified } = copy
  const { entries, records, files, bytes } = verified
  const data = {
    folder,
    case: record?.id,
    title: record?.title,
    entries,
    records,
    files,
    bytes,
    entry: head.number,
    size: head.size,
    root: hex(head.root),
  }
  return {
    blocks: [
      lines(
        [styled('good', copyText(copy, done))],
        [
          styled('dim', `entry ${String(head.number)}, ${counted(head.size, 'leaf', 'leaves')}, root `),
          data.root,
        ],
      ),
    ],
    data,
    rows: { columns: Object.keys(data), rows: [Object.values(data)] },
  }
}
