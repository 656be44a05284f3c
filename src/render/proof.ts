import { counted } from '../evidence/enumeration.ts'
import { headData } from './custody.ts'
import { lines, styled, type Line, type Rendering } from './document.ts'

/** A proof with what came of checking it. */
export interface CheckedProof {
  /** What is said to have been recorded; nothing is known of it when there are problems. */
  readonly contents: string
  /** Leaf index. */
  readonly index: number
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: Uint8Array }
  readonly signedBy: readonly { readonly name: string; readonly keyId: string }[]
  /** Why it proves nothing; empty when it does. */
  readonly problems: readonly string[]
}

/** How far the values of the fields are set in at most. */
const WIDEST = 20
/** How deep a record nests at most; printing one that nests a hundred thousand deep would fail. */
const DEEPEST = 20

export function renderProof(checked: CheckedProof): Rendering {
  const { contents, index, checkpoint, signedBy, problems } = checked
  const record = readContents(contents)
  const fields = fieldsOf(record)
  const place = `leaf ${String(index)} of ${counted(checkpoint.size, 'leaf', 'leaves')}`
  const verdict: Line[] =
    problems.length === 0
      ? [
          [styled('good', 'Proved: '), `this is ${place} of the log `, styled('key', checkpoint.origin)],
          [styled('dim', '  signed by '), signedBy.map(({ name, keyId }) => `${name} (${keyId})`).join(', ')],
        ]
      : problems.map((problem): Line => [styled('bad', 'Not proved: '), problem])
  const width = Math.min(
    fields.reduce((most, [name]) => Math.max(most, name.length), 0),
    WIDEST,
  )
  return {
    blocks: [
      lines(...verdict),
      // Somebody else's record may have more fields than a function takes arguments.
      {
        kind: 'lines',
        lines: fields.map(([name, value]) => [styled('dim', `  ${name.padEnd(width)}  `), value]),
      },
    ],
    rows: {
      columns: ['field', 'value'],
      rows: [
        ['proved', problems.length === 0 ? 'yes' : 'no'],
        ...problems.map((problem) => ['problem', problem]),
        ['leaf', index],
        ...Object.entries(headData(checkpoint) as Record<string, string | number>).map(([name, value]) => [
          `checkpoint_${name}`,
          value,
        ]),
        ...signedBy.map(({ name, keyId }) => ['signed_by', `${name}+${keyId}`]),
        ...fields,
      ],
    },
    data: {
      ok: problems.length === 0,
      problems,
      index,
      checkpoint: headData(checkpoint),
      signedBy,
      record,
    },
  }
}

/** The JSON that was hashed; as text when it is none, or nests deeper than any record. */
function readContents(contents: string): unknown {
  try {
    const record: unknown = JSON.parse(contents)
    return isShallow(record, DEEPEST) ? record : contents
  } catch {
    return contents
  }
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1))
}

function fieldsOf(record: unknown): [string, string][] {
  if (typeof record !== 'object' || record === null) return [['contents', String(record)]]
  return Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
