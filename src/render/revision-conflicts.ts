import type { RevisionOrigin } from '../evidence/dossier.ts'
import { counted } from '../evidence/enumeration.ts'
import type { RevisionConflict, Rivalry, Version } from '../evidence/revision-conflicts.ts'
import type { AnyRecord } from '../model/records.ts'
import { styled, type Line } from './document.ts'
import { flat } from './lineage.ts'

/** Who recorded each revision, by its leaf in hexadecimal. */
export type Origins = ReadonlyMap<string, RevisionOrigin>

/** A record that was taken back while something else goes on using it. */
export interface DanglingView {
  readonly record: AnyRecord
  readonly usedBy: readonly AnyRecord[]
}

/** How much of a leaf is printed: enough to name one of few. */
const LEAF_DIGITS = 8
/** Longer values are cut where they are only to be told apart. */
const LONGEST = 60

/** A record with revisions at odds: what each says where they differ, and how that is settled. */
export function revisionConflictLines(conflict: RevisionConflict, origins: Origins = new Map()): Line[] {
  const { type, id, isOpen, rivalries } = conflict
  return [
    [
      styled('key', id),
      `  ${type}, ${rivalries.map(({ revision }) => `revision ${String(revision)}`).join(', ')}  `,
      isOpen ? styled('bad', 'open') : styled('good', 'settled'),
    ],
    ...rivalries.flatMap((rivalry) =>
      rivalry.versions.map((version, i) => versionLine(conflict, rivalry, version, i, origins)),
    ),
    ...(isOpen ? [[styled('dim', `  settle it: ${settlingCommand(conflict)}`)]] : resolvedLines(conflict)),
  ]
}

function versionLine(
  { isOpen }: RevisionConflict,
  rivalry: Rivalry,
  version: Version,
  i: number,
  origins: Origins,
): Line {
  const origin = origins.get(version.leaf)
  return [
    styled('dim', '  leaf '),
    styled('key', version.leaf.slice(0, LEAF_DIGITS)),
    `  ${saidText(rivalry, i)}`,
    ...(origin === undefined ? [] : [styled('dim', `  ${originText(origin)}`)]),
    ...(isOpen && version.isRead ? [styled('dim', '  (read until it is settled)')] : []),
  ]
}

/** What one of the versions says where they differ: `lat 42.3, name Rajin`. */
export function saidText({ differences }: Rivalry, i: number): string {
  return differences
    .map(({ field, values }) => {
      const value = values[i]
      if (value === undefined) return `no ${field}`
      const text = flat(value)
      return `${field} ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`
    })
    .join(', ')
}

export function originText({ analyst, recordedAt, entry, from }: RevisionOrigin): string {
  const place = from === undefined ? `entry ${String(entry)}` : `entry ${String(entry)} of "${flat(from)}"`
  return `by ${flat(analyst)} on ${recordedAt.slice(0, 10)}, ${place}`
}

function resolvedLines({ resolvedBy }: RevisionConflict): Line[] {
  if (resolvedBy === undefined) return []
  const how = resolvedBy.retracted === true ? 'taken back' : 'settled'
  return [
    [
      styled('dim', `  ${how} by revision ${String(resolvedBy.revision)} because  `),
      flat(resolvedBy.reason ?? ''),
    ],
  ]
}

/** The command that settles it, to be completed. */
function settlingCommand({ id }: Pick<RevisionConflict, 'id'>): string {
  return `trace correct ${id} --resolves --keep LEAF --because "…"`
}

/** In a sentence, for lists. */
export function revisionSentence({ type, id, rivalries }: RevisionConflict): string {
  const said = rivalries.map((rivalry) => {
    const versions = rivalry.versions.map((_, i) => saidText(rivalry, i))
    return `revision ${String(rivalry.revision)} says ${versions.join(' / ')}`
  })
  return `The ${type} ${flat(id)} was recorded in ${counted(rivalries[0]?.versions.length ?? 2, 'way')}: ${said.join('; ')}.`
}

/** A conflict between revisions for `--json`. */
export function revisionConflictData(conflict: RevisionConflict, origins: Origins): object {
  const { type, id, rivalries, resolvedBy, isOpen } = conflict
  return {
    rule: 'conflicts',
    verdict: 'revisions',
    key: id,
    state: isOpen ? 'open' : 'settled',
    sentence: revisionSentence(conflict),
    records: [{ type, id }],
    revisions: rivalries.map(({ revision, versions, differences }) => ({
      revision,
      differences,
      versions: versions.map(({ record, leaf, isResolved, isRead }) => ({
        leaf,
        isCurrent: isOpen && isRead,
        isResolved,
        by: origins.get(leaf),
        record,
      })),
    })),
    resolvedBy,
    settle: isOpen ? settlingCommand(conflict) : undefined,
  }
}

/** How many of those that use a record are named. */
const USES = 5

export function danglingLines(dangling: readonly DanglingView[]): Line[] {
  return dangling.map(({ record, usedBy }): Line => {
    const named = usedBy.slice(0, USES).map((one) => `${one.type} ${one.id}`)
    const more = usedBy.length - named.length
    return [
      styled('key', record.id),
      `  ${record.type} `,
      styled('warn', 'was taken back'),
      `, and is used by ${named.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`,
      styled('dim', `  because  `),
      flat(record.reason ?? ''),
    ]
  })
}

export function danglingSentence({ record, usedBy }: DanglingView): string {
  const uses = `${counted(usedBy.length, 'record')} ${usedBy.length === 1 ? 'uses' : 'use'}`
  return `The ${record.type} ${record.id} was taken back, and ${uses} it.`
}

export function danglingData(dangling: DanglingView): object {
  const { record, usedBy } = dangling
  return {
    rule: 'conflicts',
    verdict: 'retracted',
    key: record.id,
    state: 'open',
    sentence: danglingSentence(dangling),
    records: [record, ...usedBy].map(({ type, id }) => ({ type, id })),
    reason: record.reason,
  }
}
