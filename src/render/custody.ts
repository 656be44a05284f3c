import { counted } from '../evidence/enumeration.ts'
import type { Fault } from '../model/fault.ts'
import type { MergeRecord } from '../model/records.ts'
import { hex } from './amounts.ts'
import { contentsText, headLine, type CaseContents, type CaseHead } from './case-contents.ts'
import { lines, styled, table, type Block, type Line, type Rendering } from './document.ts'
import { flat } from './lineage.ts'

/** What a check of a case found. */
export interface CheckedCase extends CaseContents {
  readonly faults: readonly Fault[]
  readonly more: number
  readonly quotations: { readonly verified: number; readonly unverified: number }
  readonly searchChecked: boolean
  readonly guardsMissing: number
  readonly merges: readonly { readonly merge: MergeRecord; readonly isSound: boolean }[]
  readonly strays: readonly string[] | undefined
  readonly head: CaseHead | undefined
  readonly against: HeldCheckpoint | undefined
}

interface HeldCheckpoint {
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: Uint8Array }
  readonly signatures: readonly { readonly name: string; readonly keyId: string; readonly status: string }[]
  readonly isConsistent: boolean | undefined
  readonly merged: MergeRecord | undefined
}

/** What `trace verify` found. @param seconds it took */
export function renderVerified(checked: CheckedCase, seconds: number): Rendering {
  const { faults, head, against } = checked
  const took = styled('dim', `  ${seconds.toFixed(1)} s`)
  const verdict: Line =
    faults.length === 0
      ? [styled('good', 'Everything is as it was recorded: '), countsText(checked), took]
      : [styled('bad', faultsText(checked)), ` in ${countsText(checked)}`, took]
  const blocks: Block[] = [
    lines(verdict, ...(head === undefined ? [] : [headLine(head)]), ...againstLines(against)),
    ...(faults.length === 0 ? [] : [faultTable(checked)]),
  ]
  return { blocks, data: dataOf(checked, seconds) }
}

function faultsText({ faults, more }: CheckedCase): string {
  const count = faults.length + more
  return count === 1 ? '1 fault' : `${String(count)} faults`
}

function countsText(checked: CheckedCase): string {
  const { quotations, merges } = checked
  const quoted = quotations.verified + quotations.unverified
  return [
    contentsText(checked),
    ...(quoted === 0
      ? []
      : [
          `${counted(quoted, 'quotation')} (${String(quotations.verified)} found in ${quotations.verified === 1 ? 'its document' : 'their documents'})`,
        ]),
    ...(merges.length === 0 ? [] : [counted(merges.length, 'merged log')]),
  ].join(', ')
}

function againstLines(against: HeldCheckpoint | undefined): Line[] {
  if (against === undefined) return []
  const { checkpoint, signatures, isConsistent, merged } = against
  const log = merged === undefined ? 'the log' : `the log of the merged case ${flat(merged.title)}`
  const size = counted(checkpoint.size, 'leaf', 'leaves')
  return [
    [
      styled('dim', 'checkpoint '),
      `of ${size}: `,
      isConsistent === true
        ? styled('good', `${log} still begins with exactly these`)
        : styled('bad', 'the log could not be shown to begin with these'),
    ],
    ...signatures.map(({ name, keyId, status }): Line => [
      styled('dim', '  signed by '),
      styled('key', name),
      styled('dim', ` ${keyId}  `),
      status === 'good'
        ? styled('good', 'the signature fits')
        : status === 'bad'
          ? styled('bad', 'the signature does not fit')
          : styled('warn', status),
    ]),
  ]
}

/** The faults alone, for `--csv`: the heading stands there also when there are none. */
export function faultRows({ faults }: CheckedCase): NonNullable<Rendering['rows']> {
  return {
    columns: ['kind', 'name', 'entry', 'position', 'what'],
    rows: faults.map(({ kind, name, entry, position, what }) => [
      kind,
      name,
      entry,
      position,
      what.join('; '),
    ]),
  }
}

function faultTable(checked: CheckedCase): Block {
  return table(
    [
      { key: 'kind' },
      { key: 'name', flexible: true },
      { key: 'entry', align: 'right' },
      { key: 'position', align: 'right' },
      { key: 'what', flexible: true },
    ],
    faultRows(checked).rows,
    { wrap: true },
  )
}

function dataOf(checked: CheckedCase, seconds: number): unknown {
  const { faults, more, head, against, merges, ...counts } = checked
  return {
    ok: faults.length === 0,
    ...counts,
    merges: merges.length === 0 ? undefined : merges.map(mergeData),
    entry: head?.number,
    size: head?.size,
    root: head === undefined ? undefined : hex(head.root),
    seconds,
    checkpoint:
      against === undefined
        ? undefined
        : {
            ...headData(against.checkpoint),
            signatures: against.signatures,
            consistent: against.isConsistent ?? null,
            merged: against.merged?.id,
          },
    faults,
    moreFaults: more,
  }
}

function mergeData({ merge, isSound }: CheckedCase['merges'][number]): object {
  const { id, case: of, title, size, root } = merge
  return { id, case: of, title, size, root, ok: isSound }
}

/** A checkpoint for `--json`. */
export function headData({ origin, size, root }: HeldCheckpoint['checkpoint']): object {
  return { origin, size, root: hex(root) }
}
