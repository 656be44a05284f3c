import type { Command } from 'commander'
import { readingOf, type Case, type Reading } from '../case/case.ts'
import { diffRoute } from '../case/diff.ts'
import { resolve } from '../case/resolve.ts'
import { legsOf } from '../case/trace.ts'
import { inRouteOrder } from '../evidence/chain.ts'
import { Failure } from '../model/failure.ts'
import type { LegRecord, RouteRecord } from '../model/records.ts'
import { renderDiff } from '../render/diff.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { withCase, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Compare what was known of a route or a leg at two moments: what was recorded by then, or what was public by then.',
    )
    .argument('<ROUTE|LEG>', 'key or name')
    .optionsGroup('What had been recorded:')
    .option('--from <WHEN>', 'a date, an instant, or an entry number')
    .option('--to <WHEN>', 'the same; now when left out')
    .optionsGroup('What had been published:')
    .option('--public-from <DATE>', 'what rests on sources public by then')
    .option('--public-to <DATE>', 'the same; everything when left out')
    .optionsGroup('Result:')
    .option('--exit-code', 'exit with 1 when something differs')
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  $ trace diff orient-express --from 5
  $ trace diff orient-express --from 2026-11-20 --to 2026-11-21
  $ trace diff orient-express --public-from 2023-10-10 --public-to 2023-10-17
  $ trace diff rajin-dunai --from 12 --exit-code --quiet`,
  )
  command.action(async (name: string, _options: unknown, self: Command) => {
    await runDiff(context, name, self.optsWithGlobals())
  })
}

interface DiffOptions extends GlobalOptions, OutputOptions {
  from?: string
  to?: string
  publicFrom?: string
  publicTo?: string
  exitCode?: boolean
}

export async function runDiff(context: Context, name: string, options: DiffOptions): Promise<void> {
  if (options.from === undefined && options.publicFrom === undefined) {
    throw new Failure('usage', 'Say from when: --from (recorded) or --public-from (published).', {
      hint: 'For instance --from 5 for entry 5, or --public-from 2023-10-17. See the entries with: trace log',
    })
  }
  await withCase(context, options, async (kase) => {
    const { from, to } = await readings(kase, options)
    const { route, legs } = await subject(kase, name, to)
    const difference = await diffRoute(kase.store, route, legs, from.reading, to.reading)
    // The answer stands even when nobody reads to the end of it.
    if (options.exitCode === true && difference.records.length + difference.legs.length > 0)
      context.answerNo()
    await print(renderDiff({ ...difference, route, from: from.name, to: to.name }), options, context.stdout)
    for (const [publicBy, { leftOut }] of [
      [options.publicFrom, difference.from],
      [options.publicTo, difference.to],
    ] as const) {
      if (publicBy !== undefined) await noticeLeftOut(context, { ...options, publicBy }, leftOut)
    }
  })
}

interface Side {
  reading: Reading
  name: string
}

/** A moment of recording, of publication, or both. @throws Failure `bad-filter` when they are the wrong way round. */
async function readings({ store }: Case, options: DiffOptions): Promise<{ from: Side; to: Side }> {
  const side = async (asOf: string | undefined, publicBy: string | undefined): Promise<Side> => {
    const reading = await readingOf(store, {
      ...(asOf === undefined ? {} : { asOf }),
      ...(publicBy === undefined ? {} : { publicBy }),
    })
    const recorded = `entry ${String(reading.entry.number)} (${reading.entry.recordedAt.slice(0, 10)})`
    return { reading, name: publicBy === undefined ? recorded : `public by ${publicBy}` }
  }
  const from = await side(options.from ?? options.to, options.publicFrom ?? options.publicTo)
  const to = await side(options.to, options.publicTo)
  const backwards =
    from.reading.size > to.reading.size ||
    (to.reading.publicBy !== undefined &&
      from.reading.publicBy !== undefined &&
      from.reading.publicBy > to.reading.publicBy)
  if (backwards)
    throw new Failure('bad-filter', `${from.name} is later than ${to.name}.`, {
      hint: 'Put the earlier one first.',
    })
  return { from, to }
}

/** The route and the legs to compare; the names are those of the later reading. */
async function subject(
  { store }: Case,
  name: string,
  to: Side,
): Promise<{ route: RouteRecord; legs: (reading: Reading) => Promise<LegRecord[]> }> {
  const { record } = await resolve(store, name, ['route', 'leg'], to.reading, { retracted: true })
  if (record.type === 'route') {
    return { route: record, legs: async (reading) => inRouteOrder(await legsOf(store, record.id, reading)) }
  }
  const { record: route } = await resolve(store, record.route, ['route'], to.reading, { retracted: true })
  return {
    route,
    legs: async (reading) => (await legsOf(store, route.id, reading)).filter(({ id }) => id === record.id),
  }
}
