import { clause } from '../evidence/enumeration.ts'
import { isOpen, type Conflict } from '../evidence/conflicts.ts'
import { judgedTexts } from '../evidence/settled.ts'
import { Failure } from '../model/failure.ts'
import { idPrefix } from '../model/identifiers.ts'
import { nearest } from '../model/nearest.ts'
import type { AnyRecord, JudgementRecord } from '../model/records.ts'
import type { Receipt, Store, View } from '../store/port.ts'
import { readingOf, write, type Case } from './case.ts'
import { complete } from './complete.ts'
import { conflictsOfCase } from './conflicts.ts'
import { refuseRetracted } from './reference-data.ts'
import { revisionConflicts } from './revision-conflicts.ts'

export interface SettleOptions {
  /** Settles again what is settled. */
  readonly again?: boolean
}

export interface Settling {
  readonly conflict: Conflict
  readonly judgement: JudgementRecord
  /** The judgement that it takes the place of. */
  readonly instead: JudgementRecord | undefined
  readonly receipt: Receipt
}

/**
 * Records what a conflict is judged to be, as one entry. A judgement made before is taken back in the same entry, and
 * stays in the case with its history.
 *
 * @param word the start of the id of a conflict, at least four characters
 * @param fields `judgement`, `because`, and what else a judgement has
 * @throws Failure `unknown-name`, `ambiguous`, `already-exists` when it is settled, `missing-fields`
 */
export async function settleConflict(
  kase: Case,
  word: string,
  fields: Readonly<Record<string, unknown>>,
  { again = false }: SettleOptions = {},
): Promise<Settling> {
  const { store } = kase
  const reading = await readingOf(store)
  const { conflicts, revisionOf } = await conflictsOfCase(store, reading)
  await refuseRevisions(store, word, reading)
  const conflict = conflictNamed(word, conflicts)
  const before = conflict.settled?.judgement
  if (before !== undefined && !isOpen(conflict) && !again) {
    throw new Failure(
      'already-exists',
      `The conflict ${conflict.key} is settled: ${clause(before.judgement)}.`,
      {
        hint: `See why with: trace show ${before.id}. Judge it anew with --again, or open it with: trace retract ${before.id} --because "…"`,
      },
    )
  }
  const judgement = complete({
    ...fields,
    type: 'judgement',
    conflict: conflict.verdict,
    about: judgedTexts(conflict, revisionOf),
  })
  if (judgement.id === before?.id) {
    throw new Failure('already-exists', `The conflict ${conflict.key} is settled in these words already.`, {
      hint: `Look at them with: trace show ${before.id}`,
    })
  }
  await refuseRetracted(store, judgement, reading)
  const { resolves: _, undoes: _undone, ...earlier } = before ?? judgement
  const replaced: AnyRecord[] =
    before === undefined
      ? []
      : [
          {
            ...earlier,
            revision: before.revision + 1,
            reason: `judged anew: ${judgement.id}`,
            retracted: true,
          },
        ]
  return { conflict, judgement, instead: before, receipt: await write(kase, [...replaced, judgement]) }
}

/** Which of two revisions holds is no judgement of what documents say. @throws Failure `usage` for the key of a record with revisions at odds */
async function refuseRevisions(store: Store, word: string, view: View): Promise<void> {
  const found = (await revisionConflicts(store, view)).find(({ id }) => id === word)
  if (found === undefined) return
  throw new Failure('usage', `The revisions of ${found.type} ${found.id} are settled by a correction.`, {
    hint: `Settle them with: trace correct ${found.id} --resolves --because "…" and what it should say, or --keep LEAF`,
  })
}

/** The conflict that a word means. @throws Failure `unknown-name`, `ambiguous` */
function conflictNamed(word: string, conflicts: readonly Conflict[]): Conflict {
  const prefix = idPrefix(word)
  const fitting = prefix === undefined ? [] : conflicts.filter(({ key }) => key.startsWith(prefix))
  const [found] = fitting
  if (found !== undefined && fitting.length === 1) return found
  if (fitting.length > 1) {
    const named = fitting.slice(0, 5).map(({ key, verdict }) => `${key} (${verdict})`)
    throw new Failure('ambiguous', `"${word}" fits ${String(fitting.length)}: ${named.join(', ')}.`, {
      hint: 'Type more of the id.',
    })
  }
  const keys = conflicts.map(({ key }) => key)
  const near = nearest(
    word,
    keys.map((key) => key.slice(0, Math.max(word.length, 4))),
  )
  throw new Failure('unknown-name', `There is no conflict "${word}" in this case.`, {
    hint:
      near === undefined
        ? 'See what there is, with its id, with: trace conflicts'
        : `Did you mean ${near}? See what there is with: trace conflicts`,
  })
}
