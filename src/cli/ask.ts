import type { Case } from '../case/case.ts'
import { newest } from '../case/case.ts'
import { Failure } from '../model/failure.ts'
import { titleOf } from '../model/names.ts'
import { OBSERVATION_KINDS, type RecordType } from '../model/vocabulary.ts'
import { parseQuantity } from '../model/quantity.ts'
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
  quote?: string
}

/** What was told on the command line; a route or leg can stand in for the place. */
export type Given = Partial<Answers> & { along?: unknown; leg?: unknown }

/** Whether an observation still lacks its place: a statement needs none, nor does what is along a leg or shows one. */
export function lacksPlace(kind: string | undefined, { at, along, leg }: Given): boolean {
  return (
    kind !== 'statement' && at === undefined && along === undefined && (leg === undefined || leg === false)
  )
}

/**
 * Asks for what was not given, and whether to record it.
 * @throws Failure `usage` when the questions are broken off or the last is answered with no, `unknown-name` when the
 *   case has nothing to choose from; nothing has been written then.
 */
export async function askForObservation(context: Context, kase: Case, given: Given): Promise<Answers> {
  // Nobody should answer five questions to be told that the sixth has no answer.
  const places = lacksPlace(given.kind, given) ? await choicesOf(kase, 'place') : []
  const sources = given.source === undefined ? await choicesOf(kase, 'source') : []
  const { autocomplete, select, text, log } = await import('@clack/prompts')
  const streams = { input: context.stdin.stream, output: context.stderr.stream }
  const choose = async (message: string, options: Choice[]) =>
    answered(await select<string>({ message, options, ...streams }))
  const find = async (message: string, options: Choice[]) =>
    answered(
      await autocomplete<string>({
        message,
        options,
        maxItems: 8,
        validate: (chosen) => (chosen === undefined ? 'None fits; type less of it.' : undefined),
        ...streams,
      }),
    )
  const type = async (message: string, placeholder: string, check: (typed: string) => unknown) =>
    answered(await text({ message, placeholder, ...streams, validate: (typed) => complaint(typed, check) }))

  const kind =
    given.kind ??
    (await choose(
      'What was observed?',
      OBSERVATION_KINDS.map((value) => ({ value, label: value })),
    ))
  const at = lacksPlace(kind, given) ? await find('Where?', places) : given.at
  const on =
    given.on ??
    (await type(
      'When? (empty if undated)',
      '2023-10-05, 2023-10, 2023-08~/2023-10',
      (await import('../model/when.ts')).parseWhen,
    ))
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
      ? await type('How many? (empty if not counted)', '73, ~73, 60..73, >=1000, dozens', parseQuantity)
      : '')
  const unit = given.unit ?? (count === '' ? '' : await type('Of what?', 'railcars', () => undefined))
  const source = given.source ?? (await find('Which document is it from?', sources))
  const quote =
    given.quote ??
    (await type('Which words of it say so? (empty for none)', 'around 73 railcars', () => undefined))

  const seen = outcome === 'seen' ? [count, unit] : [outcome]
  const summary = [kind, at === undefined ? '' : `at ${at}`, on === '' ? 'undated' : `on ${on}`, ...seen]
  log.step(oneLine(`${summary.filter((part) => part !== '').join(' ')}, from ${source}`), streams)
  if (!(await confirm(context, 'Record it?'))) throw brokenOff()
  return {
    kind,
    source,
    outcome,
    ...(at === undefined ? {} : { at }),
    ...(on === '' ? {} : { on }),
    ...(count === '' ? {} : { count }),
    ...(unit === '' ? {} : { unit }),
    ...(quote === '' ? {} : { quote }),
  }
}

function brokenOff(): Failure {
  return new Failure('usage', 'Broken off; nothing was recorded.')
}

/** @throws Failure `usage` when the question was not answered but broken off. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === 'symbol') throw brokenOff()
  return answer as Exclude<T, symbol>
}

/** What is wrong with what was typed, and what to type instead. */
function complaint(typed: string | undefined, check: (typed: string) => unknown): string | undefined {
  if (typed === undefined || typed === '') return undefined
  try {
    check(typed)
    return undefined
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return oneLine([error.message, error.hint].filter((part) => part !== undefined).join(' '))
  }
}

interface Choice {
  value: string
  label: string
  hint?: string
}

/** How much of a title stands beside a key. */
const TITLE = 60

/** @throws Failure `unknown-name` when the case has none to choose from. */
async function choicesOf(kase: Case, type: RecordType): Promise<Choice[]> {
  const known = await kase.store.all(type, await newest(kase.store))
  if (known.length === 0) {
    throw new Failure('unknown-name', `There is no ${type} in this case yet.`, {
      hint: `Add one with: trace ${type} add`,
    })
  }
  return known.map(({ record }) => ({
    value: record.id,
    label: oneLine(`${record.id}  ${[...titleOf(record)].slice(0, TITLE).join('')}`),
  }))
}

/** Asks yes or no. @throws Failure `usage` when it was broken off instead. */
export async function confirm(context: Context, message: string): Promise<boolean> {
  const prompts = await import('@clack/prompts')
  return answered(
    await prompts.confirm({
      message: oneLine(message),
      input: context.stdin.stream,
      output: context.stderr.stream,
    }),
  )
}

/** Asks for one of several answers. @throws Failure `usage` when it was broken off instead. */
export async function chooseOne<T extends string>(
  context: Context,
  message: string,
  options: readonly { readonly value: T; readonly label: string }[],
): Promise<T> {
  const prompts = await import('@clack/prompts')
  return answered(
    await prompts.select<string>({
      message: oneLine(message),
      options: options.map(({ value, label }) => ({ value, label: oneLine(label) })),
      input: context.stdin.stream,
      output: context.stderr.stream,
    }),
  ) as T
}
