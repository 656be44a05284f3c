import { Option, type Command } from 'commander'
import type { Tally } from '../case/export.ts'
import { counted } from '../evidence/enumeration.ts'
import { readChoice } from '../model/choice.ts'
import { locate } from '../model/failure.ts'
import { TLP, type Handling } from '../model/vocabulary.ts'
import { offering } from './choices.ts'
import type { Context } from './context.ts'
import { notice, type GlobalOptions } from './session.ts'

export interface HandlingOptions extends GlobalOptions {
  /** The strictest label that is not withheld. */
  tlpMax?: string
}

export function addHandlingOption(command: Command): void {
  const words = `withhold what has a stricter label: ${TLP.join(', ')} (TLP 2.0)`
  command.addOption(offering(new Option('--tlp-max <LABEL>', words), TLP))
}

/** The label, however it is written: `green`, `GREEN` or `TLP:GREEN`. @throws Failure `bad-choice` */
export function handlingLimit({ tlpMax }: HandlingOptions): Handling | undefined {
  if (tlpMax === undefined) return undefined
  return locate('--tlp-max', () => readChoice(tlpMax.trim().replace(/^tlp:/i, ''), TLP)) as Handling
}

/** Says the strictest label of what was written, how much of it has none, and what was withheld. */
export async function noticeHandling(
  context: Context,
  options: HandlingOptions,
  { rows, handling, withheld }: Pick<Tally, 'rows' | 'handling' | 'withheld'>,
): Promise<void> {
  const limit = handlingLimit(options)
  if (limit !== undefined) {
    await notice(
      context,
      options,
      withheld.rows === 0
        ? `No row is above TLP:${limit}, and none was withheld.`
        : `Withheld, as above TLP:${limit}: ${counted(withheld.rows, 'row')} of ${counted(withheld.observations, 'observation')}.`,
    )
  }
  if (handling.strictest !== undefined) {
    await notice(context, options, `${strictestOf(handling.strictest)}${without(handling.unlabelled, rows)}.`)
  } else if (limit !== undefined && rows > 0) {
    await notice(
      context,
      options,
      'None of its rows carries a TLP label, and without one nothing is withheld.',
    )
  }
}

/** The words for the label of a whole export. */
export function strictestOf(label: Handling): string {
  return `TLP:${label}, the strictest label of what it holds`
}

function without(unlabelled: number, rows: number): string {
  if (unlabelled === 0) return ''
  return `; ${String(unlabelled)} of ${String(rows)} rows ${unlabelled === 1 ? 'carries' : 'carry'} none`
}
