import { basename, join } from 'node:path'
import { stageFile, type Staged, type Tools } from '../custody/archive.ts'
import type { SourceRecord } from '../model/records.ts'
import type { View } from '../store/port.ts'
import { ARCHIVE, type Case } from './case.ts'
import { complete } from './complete.ts'
import { takeText } from './documents.ts'
import { numberedKey, sourceKey } from './new-key.ts'

/** A file that each of its rows is cited from. */
export interface CitedFile {
  readonly path: string
  /** Else its name. */
  readonly title?: string
  /** Else unknown: nobody said whether the rows are first-hand. */
  readonly lineage?: SourceRecord['lineage']
}

/** The source that a file is, archived when `keep` is called. */
export interface StagedSource {
  readonly record: SourceRecord
  /** Its words, when it has some that can be searched. */
  readonly text: string | undefined
  /** Whether it is in the case already. */
  readonly isKnown: boolean
  keep(): Promise<void>
  discard(): Promise<void>
}

/**
 * Copies a file beside the archive, and makes a source of it; or finds the one that it is already.
 * @throws Failure `unreadable-file`, `bad-slug`, those of the values
 */
export async function stageSource(
  kase: Case,
  { path, title, lineage }: CitedFile,
  tools: Tools,
  view: View,
): Promise<StagedSource> {
  const staged = await stageFile(path, join(kase.folder, ARCHIVE), tools)
  try {
    const taken = await takeText(staged.file, staged.path)
    const text = typeof taken === 'object' ? taken.text : undefined
    const all = (await kase.store.all('source', view)).map(({ record }) => record)
    const known = all.find(({ file }) => file?.sha256 === staged.file.sha256)
    if (known !== undefined) return { ...ends(staged), record: known, text, isKnown: true }
    const draft = (id: string): SourceRecord =>
      complete({
        type: 'source',
        id,
        kind: 'dataset',
        title: title ?? basename(path),
        lineage: lineage ?? 'unknown',
        file: staged.file,
      })
    const wanted = sourceKey(draft('source'))
    for (let n = 1; ; n += 1) {
      const id = numberedKey(wanted, n)
      if ((await kase.store.get('source', id, view)) === undefined)
        return { ...ends(staged), record: draft(id), text, isKnown: false }
    }
  } catch (error) {
    await staged.discard()
    throw error
  }
}

function ends(staged: Staged): Pick<StagedSource, 'keep' | 'discard'> {
  return { keep: () => staged.keep(), discard: () => staged.discard() }
}
