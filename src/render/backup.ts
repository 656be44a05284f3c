import { hex } from './amounts.ts'
import { contentsText, headLine, type CaseContents, type CaseHead } from './case-contents.ts'
import { lines, styled, type Rendering } from './document.ts'

/** A copy of a case that was checked. */
export interface CheckedCopy {
  readonly folder: string
  readonly record: { readonly id: string; readonly title: string } | undefined
  readonly head: CaseHead
  readonly verified: CaseContents
}

/** What was copied and where to, in a sentence. @param done what the command did, `Backed up` */
export function copyText({ folder, verified }: CheckedCopy, done: string): string {
  return `${done}: ${contentsText(verified)} in ${folder}; verified.`
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
    blocks: [lines([styled('good', copyText(copy, done))], headLine(head))],
    data,
    rows: { columns: Object.keys(data), rows: [Object.values(data)] },
  }
}
