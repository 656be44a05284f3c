import type { RecordType } from '../../model/vocabulary.ts'
import type { Run } from './statements.ts'

/** The newest revision of a record, where it stands. */
export interface Latest {
  position: number
  revision: number
  retracted: number
  leaf: Buffer
}

export function latestRevision(run: Run, type: RecordType, id: string): Latest | undefined {
  return run(
    'SELECT position, revision, retracted, leaf FROM record WHERE type = ? AND id = ? ORDER BY revision DESC, leaf DESC LIMIT 1',
  ).get(type, id) as Latest | undefined
}
