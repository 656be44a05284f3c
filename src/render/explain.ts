import type { TracedLeg } from '../evidence/appraisal.ts'
import type { Conflict } from '../evidence/conflicts.ts'
import { findingsOf } from '../evidence/appraisal.ts'
import { RULES, type Finding, type Rule, type Used } from '../evidence/finding.ts'
import { stateOf } from './conflicts.ts'
import { lines, styled, type Line, type LinesBlock, type Span } from './document.ts'
import { flat } from './lineage.ts'

/** How many findings of one rule are printed, and how many records of one finding; JSON has all. */
const MOST_FINDINGS = 25
const MOST_RECORDS = 8

/** What every rule found of a leg, each with its sentence and the records it rests on. */
export function explanation(traced: TracedLeg, shortId: (record: Used) => string): LinesBlock {
  const byRule = shownOf(traced)
  return lines(
    [styled('strong', 'What the rules say of '), styled('key', traced.leg.id)],
    ...[...byRule].flatMap(([rule, { shown, more }]) => [
      [styled('strong', `  ${rule}`)],
      ...shown.flatMap((finding) => findingLines(finding, shortId)),
      ...(more === 0 ? [] : [[styled('dim', `    and ${String(more)} more: --json has them all`)]]),
    ]),
    [styled('dim', `  Nothing to say: ${silent(byRule)}.`)],
  )
}

/** The records that an explanation names. */
export function recordsIn(traced: TracedLeg): Used[] {
  return [...shownOf(traced).values()].flatMap(({ shown }) =>
    shown.flatMap(({ records }) => records.slice(0, MOST_RECORDS)),
  )
}

interface Shown {
  readonly shown: readonly Finding[]
  readonly more: number
}

function shownOf({ findings }: TracedLeg): ReadonlyMap<Rule, Shown> {
  const byRule = Map.groupBy(findingsOf(findings), ({ rule }) => rule)
  return new Map(
    [...byRule].map(([rule, all]) => [
      rule,
      { shown: all.slice(0, MOST_FINDINGS), more: Math.max(0, all.length - MOST_FINDINGS) },
    ]),
  )
}

function findingLines(finding: Finding, shortId: (record: Used) => string): Line[] {
  const { verdict, sentence, records } = finding
  const more = records.length - MOST_RECORDS
  const named = records.slice(0, MOST_RECORDS).map(shortId)
  return [
    [styled('key', `    ${verdict}`), ...stateSpans(finding), '  ', flat(sentence)],
    ...(named.length === 0
      ? []
      : [[styled('dim', `      ${named.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`)]]),
  ]
}

/** Of a conflict whether somebody has judged it, and whether that still holds. */
function stateSpans(finding: Finding): Span[] {
  return isConflict(finding) ? [styled('dim', ` (${stateOf(finding)})`)] : []
}

function isConflict(finding: Finding): finding is Conflict {
  return finding.rule === 'conflicts'
}

/** The rules that a leg gave nothing to say to; the baseline compares windows, which a leg has none of. */
function silent(byRule: ReadonlyMap<Rule, Shown>): string {
  const left = RULES.filter((rule) => rule !== 'baseline' && !byRule.has(rule))
  // Of the conflicts counted for a leg some are about its ships alone.
  return (
    left.map((rule) => (rule === 'conflicts' ? 'conflicts in what is linked to the leg' : rule)).join(', ') ||
    'no rule'
  )
}
