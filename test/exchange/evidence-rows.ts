import fc from 'fast-check'
import type { EvidenceRow } from '../../src/exchange/evidence-row.ts'
import { TLP } from '../../src/model/vocabulary.ts'
import { recordOf, text } from '../model/arbitraries.ts'

/** A row of an export with the texts that people and machines really paste. */
export const evidenceRow: fc.Arbitrary<EvidenceRow> = fc
  .record({
    observation: recordOf('observation'),
    place: fc.option(recordOf('place'), { nil: undefined }),
    citation: fc.option(recordOf('citation'), { nil: undefined }),
    source: recordOf('source'),
    origins: fc.array(text(), { maxLength: 3 }),
    originCount: fc.nat(9),
    tlp: fc.option(fc.constantFrom(...TLP), { nil: undefined }),
    entry: fc.constant({ number: 3, recordedAt: '2023-11-01T08:00:00.000Z', analyst: 'tester' }),
  })
  .map(({ citation, source, ...row }) => ({
    ...row,
    citation,
    source: citation === undefined ? undefined : source,
  }))

/** Some rows at a time, as an export has them. */
export async function* inBatches<T>(rows: readonly T[], size = 2): AsyncGenerator<readonly T[]> {
  for (let i = 0; i < rows.length; i += size) yield await Promise.resolve(rows.slice(i, i + size))
}

/** Pieces of text put together. */
export async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const piece of pieces) all += piece
  return all
}

/** Whether a text holds what a terminal acts on, but for tabs and line feeds. */
export function actsOnTerminals(written: string): boolean {
  return /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/.test(written)
}
