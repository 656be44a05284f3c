import type { Case } from '../case/case.ts'
import { newest } from '../case/case.ts'
import { Failure } from '../model/failure.ts'
import { titleOf } from '../model/names.ts'
import { OBSERVATION_KINDS, type RecordType } from '../model/vocabulary.ts'
import { parseQuantity } from '../model/quantity.ts'
import { parseWhen } from '../model/when.ts'
import type { Context } from './context.ts'
import { oneLine } from '../io/untrusted.ts'

/** Whether there is somebody to ask: a terminal on both sides. In a pipe nothing is ever asked. */
export function canAsk(context: Context): boolean {
  return context.stdin.isTTY && context.stderr.isTTY && context.env.CI === undefined
}

/** What `record` needs to know and was not told. Questions go to standard error. */
export interface Answers {
  kind: string
  at?: string
  on?: string
  outcome?: string
  count?: string
  unit?: string
  source: string
}

/** @throws Failure `usage` when the questions are broken off; nothing has been written then. */
export async function askForObservation(
  context: Context,
  kase: Case,
  given: Partial<Answers>,
): Promise<Answers> {
  const { select, text, isCancel } = await import('@clack/prompts')
  const streams = { input: context.stdin.stream as never, output: context.stderr.stream as never }
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) throw new Failure('usage', 'Broken off; nothing was recorded.')
    return answer as Exclude<T, symbol>
  }
  const choose = async (message: string, options: { value: string; label: string; hint?: string }[]) =>
    answered(await select<string>({ message, options, ...streams }))
  const type = async (message: string, placeholder: string, check: (typed: string) => unknown) =>
    answered(
      await text({
        message,
        placeholder,
        ...streams,
        validate: (typed) => {
          if (typed === undefined || typed === '') return undefined
          try {
            check(typed)
            return undefined
          } catch (error) {
            return error instanceof Error ? oneLine(error.message) : String(error)
          }
        },
      }),
    )

  const kind =
    given.kind ??
    (await choose(
      'What was observed?',
      OBSERVATION_KINDS.map((value) => ({ value, label: value })),
    ))
  const at = given.at ?? (await choose('Where?', await choicesOf(kase, 'place')))
  const on =
    given.on ??
    ((await type('When? (empty if undated)', '2023-10-05, 2023-10, 2023-08~/2023-10', parseWhen)) ||
      undefined)
  const outcome =
    given.outcome ??
    (given.count === undefined
      ? await choose('Was it seen?', [
          { value: 'seen', label: 'seen' },
          { value: 'none-seen', label: 'none seen', hint: 'looked, would have seen it, was not there' },
          { value: 'not-visible', label: 'not visible', hint: 'looked, could not have seen it' },
        ])
      : 'seen')
  const count =
    given.count ??
    (outcome === 'seen'
      ? (await type('How many? (empty if not counted)', '73, ~73, 60..73, >=1000, dozens', parseQuantity)) ||
        undefined
      : undefined)
  const unit =
    given.unit ??
    (count === undefined ? undefined : (await type('Of what?', 'railcars', () => undefined)) || undefined)
  const source = given.source ?? (await choose('Which document is it from?', await choicesOf(kase, 'source')))
  return {
    kind,
    source,
    at,
    outcome,
    ...(on === undefined ? {} : { on }),
    ...(count === undefined ? {} : { count }),
    ...(unit === undefined ? {} : { unit }),
  }
}

/** @throws Failure `unknown-name` when the case has none to choose from. */
async function choicesOf(
  kase: Case,
  type: RecordType,
): Promise<{ value: string; label: string; hint: string }[]> {
  const known = await kase.store.all(type, await newest(kase.store))
  if (known.length === 0) {
    throw new Failure('unknown-name', `There is no ${type} in this case yet.`, {
      hint: `Add one with: trace ${type} add`,
    })
  }
  return known.map(({ record }) => ({
    value: record.id,
    label: record.id,
    hint: oneLine(titleOf(record)).slice(0, 60),
  }))
}

/** Asks yes or no. */
export async function confirm(context: Context, message: string): Promise<boolean> {
  const prompts = await import('@clack/prompts')
  const answer = await prompts.confirm({
    message: oneLine(message),
    input: context.stdin.stream,
    output: context.stderr.stream,
  })
  return answer === true
}
