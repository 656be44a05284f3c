import { RECORD_TYPES, type RecordType } from './vocabulary.ts'

/** A revision of a record as a judgement names it. */
export interface Judged {
  readonly type: RecordType
  readonly id: string
  readonly revision: number
}

/** `citation:4sxw4j605axs22g5#1`: which revision of which record a judgement was made of. */
export function writeJudged({ type, id, revision }: Judged): string {
  return `${type}:${id}#${String(revision)}`
}

/** @param text as {@link writeJudged} writes it; anything else names a record that there cannot be */
export function readJudged(text: string): Judged {
  const [, type = '', id = text, revision = '0'] = /^([a-z]+):(.+)#(\d+)$/s.exec(text) ?? []
  return {
    type: RECORD_TYPES.find((one) => one === type) ?? 'case',
    id,
    revision: Number(revision),
  }
}
