import { Option, type Command } from 'commander'
import { readingOf, type Case, type Reading, type ReadingOptions } from '../case/case.ts'
import { diffRoute, type LegsOf } from '../case/diff.ts'
import { resolve } from '../case/resolve.ts'
import { legsOf } from '../case/trace.ts'
import { inRouteOrder } from '../evidence/chain.ts'
import { readChoice } from '../model/choice.ts'
import { Failure } from '../model/failure.ts'
import type { LegRecord, RouteRecord } from '../model/records.ts'
import { OBSERVATION_KINDS, type RecordType } from '../model/vocabulary.ts'
import { renderDiff } from '../render/diff.ts'
import type { View } from '../store/port.ts'
import type { Context } from './context.ts'
import type { DiffPlaceOptions } from './diff-place.ts'
import { sidesOf, type BetweenOptions } from './diff-readings.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, withCase, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Compare what was known of a route or a leg at two moments, with sentences for a correction; what was counted at a place in two windows; what two documents state; or, without a name, the whole case at two moments.',
    )
    .argument('[ROUTE|LEG|PLACE|SOURCE]', 'key or name')
    .argument('[SOURCE]', 'a second document')
    .optionsGroup('A route, a leg or the case, by what had been recorded:')
    .option('--from <WHEN>', 'a date, an instant, or an entry number')
    .option('--to <WHEN>', 'the same; now when left out')
    .optionsGroup('A route or a leg, by what had been published:')
    .option('--public-from <DATE>', 'what rests on sources public by then')
    .option('--public-to <DATE>', 'the same; everything when left out')
    .optionsGroup('A place:')
    .option('--window <DATE>', 'twice: what is compared with, and then what is compared', several)
    .addOption(
      new Option('--kind <KIND>', `only this kind of observation: ${OBSERVATION_KINDS.join(', ')}`).argParser(
        (word: string, before: string[] | undefined) => [
          ...(before ?? []),
          readChoice(word, OBSERVATION_KINDS),
        ],
      ),
    )
    .optionsGroup('Result:')
    .option('--exit-code', 'exit with 1 when something differs')
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
For a report that was published on a day, --public-from that day (or --from the entry it was written from) says what of it
no longer is what it was. Counts in two windows are compared as intervals, and only with enough of them or a stated
baseline to compare with.

Examples:
  $ trace diff orient-express --public-from 2023-10-17
  $ trace diff orient-express --from 2026-11-20 --to 2026-11-21
  $ trace diff rajin-dunai --from 12 --exit-code --quiet
  $ trace diff tumangang --window 2018/2023-10-04 --window 2023-10-05 --kind railcar-count
  $ trace diff rusi-2023-10-16 wired-gov-2023-10-17
  $ trace diff --from 2026-11-20                      the whole case`,
  )
  command.action(
    async (name: string | undefined, other: string | undefined, _options: unknown, self: Command) => {
      await runDiff(context, name, other, self.optsWithGlobals())
    },
  )
}

interface DiffOptions
  extends GlobalOptions, OutputOptions, BetweenOptions, Pick<ReadingOptions, 'asOf'>, DiffPlaceOptions {
  exitCode?: boolean
}

const BETWEEN = ['from', 'to', 'publicFrom', 'publicTo'] as const
const OF_PLACE = ['window', 'kind'] as const
const OF_READING = ['asOf', 'publicBy'] as const

export async function runDiff(
  context: Context,
  name: string | undefined,
  other: string | undefined,
  options: DiffOptions,
): Promise<void> {
  if (other !== undefined && name !== undefined) {
    refuse(options, [...BETWEEN, ...OF_PLACE], 'two documents')
    const { runDiffSources } = await import('./diff-sources.ts')
    await runDiffSources(context, name, other, options)
    return
  }
  await withCase(context, options, async (kase) => {
    if (name === undefined) {
      refuse(options, [...OF_PLACE, ...OF_READING, 'publicFrom', 'publicTo'], 'the whole case')
      const { runDiffCase } = await import('./diff-case.ts')
      await runDiffCase(context, kase, options)
    } else if (options.window !== undefined || options.kind !== undefined) {
      refuse(options, BETWEEN, 'a place')
      const reading = await readingOf(kase.store, options)
      await refuseOthers(kase, name, ['place'], reading)
      const { record } = await resolve(kase.store, name, ['place'], reading)
      const { runDiffPlace } = await import('./diff-place.ts')
      await runDiffPlace(context, kase, record, reading, options)
    } else {
      await refuseOthers(kase, name, ['route', 'leg'], await readingOf(kase.store))
      refuse(options, OF_READING, 'a route or a leg')
      await runDiffRoute(context, kase, name, options)
    }
  })
}

async function runDiffRoute(context: Context, kase: Case, name: string, options: DiffOptions): Promise<void> {
  const { from, to, words } = await sidesOf(kase, options)
  const { route, legs } = await subject(kase, name, from.reading, to.reading)
  const difference = await diffRoute(kase.store, route, legs, from.reading, to.reading, words)
  // The answer stands even when nobody reads to the end of it.
  const { records, legs: differing, conflicts } = difference
  if (options.exitCode === true && records.length + differing.length + conflicts.length > 0)
    context.answerNo()
  await print(renderDiff({ ...difference, route, from: from.name, to: to.name }), options, context.stdout)
  for (const [publicBy, { leftOut }] of [
    [options.publicFrom, difference.from],
    [options.publicTo, difference.to],
  ] as const) {
    if (publicBy !== undefined) await noticeLeftOut(context, { ...options, publicBy }, leftOut)
  }
}

/** The route and the legs to compare; the names are those of the later reading. */
async function subject(
  { store }: Case,
  name: string,
  from: Reading,
  to: Reading,
): Promise<{ route: RouteRecord; legs: LegsOf }> {
  const { record } = await resolve(store, name, ['route', 'leg'], to, { retracted: true })
  const { record: route } =
    record.type === 'route'
      ? { record }
      : await resolve(store, record.route, ['route'], to, { retracted: true })
  const own = async (reading: Reading): Promise<LegRecord[]> => {
    const legs = await legsOf(store, route.id, reading)
    return record.type === 'route' ? inRouteOrder(legs) : legs.filter(({ id }) => id === record.id)
  }
  return { route, legs: { before: await own(from), after: await own(to) } }
}

function several(word: string, before: string[] | undefined): string[] {
  return [...(before ?? []), word]
}

/** @throws Failure `usage` for an option that says nothing of what is compared */
function refuse(options: DiffOptions, names: readonly (keyof DiffOptions)[], what: string): void {
  const given = names.find((name) => options[name] !== undefined)
  if (given === undefined) return
  const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new Failure(
    'usage',
    `--${flag} says nothing when ${what} ${what.startsWith('two') ? 'are' : 'is'} compared.`,
    {
      hint: 'See what goes together with: trace diff --help',
    },
  )
}

/** @throws Failure `usage` when the name is of something that is compared in another way */
async function refuseOthers(
  { store }: Case,
  name: string,
  wanted: readonly RecordType[],
  view: View,
): Promise<void> {
  if ((await store.candidates(name, wanted, view)).length > 0) return
  const [found] = await store.candidates(name, ['route', 'leg', 'place', 'source'], view)
  const hints: Partial<Record<RecordType, string>> = {
    route: `Compare it between two moments: trace diff ${name} --from 5`,
    leg: `Compare it between two moments: trace diff ${name} --from 5`,
    place: `Compare it between two windows: trace diff ${name} --window 2018/2023-09 --window 2023-10-05`,
    source: `Compare it with another document: trace diff ${name} SOURCE`,
  }
  const hint = found === undefined ? undefined : hints[found.type]
  if (found === undefined || hint === undefined) return
  throw new Failure('usage', `"${name}" is a ${found.type}, and is compared in another way.`, { hint })
}
