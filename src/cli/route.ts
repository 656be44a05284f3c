import type { Command } from 'commander'
import type { Case, Reading, ReadingOptions } from '../case/case.ts'
import { resolve } from '../case/resolve.ts'
import { traceLeg, traceRoute, type TracedRoute } from '../case/trace.ts'
import { weakestOf } from '../evidence/chain.ts'
import { enumerated } from '../evidence/enumeration.ts'
import { isContentKeyed } from '../model/vocabulary.ts'
import { styled, table, type Rendering } from '../render/document.ts'
import { recordsIn } from '../render/explain.ts'
import { namedOn, renderLeg } from '../render/leg.ts'
import { renderRoute, type Screen } from '../render/route.ts'
import type { Store } from '../store/port.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, formatOf, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, warning, withReading, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Trace a route: for each leg what was observed, on how many independent origins it rests, and how strong that makes the chain. Without a name it lists the routes; with a leg it shows every observation and where each source has it from.',
    )
    .argument('[ROUTE|LEG]', 'key or name')
  command
    .option('--explain', 'what every rule says, with the records it rests on')
    .option('--time-line', 'a time line of each leg; a leg alone always has one')
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Origins are those who saw or said it first: five articles that repeat one report are one. In the coverage matrix each
cell is a number of origins, and · is a stage that nobody has shown. A path is as strong as its weakest leg:
no evidence, contested, thin (one end or one origin), corroborated (both ends, two origins), strong.
Rules about ships, sites and days also use what was seen at the ends of a leg and is not linked to it; nothing is
linked by that. The form of --json is published: trace schema route-result.

Examples:
  $ trace route
  $ trace route orient-express
  $ trace route rajin-dunai --public-by 2023-10-10
  $ trace route rajin-dunai --explain                 what every rule says
  $ trace route orient-express --as-of 7 --json       as it was after entry 7`,
  )
  command.action(async (name: string | undefined, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<RouteOptions>()
    await withReading(context, options, (kase, reading) => runRoute(context, kase, reading, name, options))
  })
}

export type RouteOptions = GlobalOptions &
  ReadingOptions &
  OutputOptions & { explain?: boolean; timeLine?: boolean }

export async function runRoute(
  context: Context,
  kase: Case,
  reading: Reading,
  name: string | undefined,
  options: RouteOptions,
): Promise<void> {
  const { store } = kase
  if (name === undefined) {
    await listRoutes(context, kase, reading, options)
    return
  }
  const { record } = await resolve(store, name, ['route', 'leg'], reading)
  const format = formatOf(options, context.stdout)
  const explained = options.explain === true
  const traced =
    record.type === 'route'
      ? await traceRoute(store, record, reading)
      : await traceLeg(store, record, reading, {
          neighbours: explained || format === 'json' || format === 'ndjson',
        })
  const drawn = format === 'table' || (format === 'plain' && (explained || record.type === 'route'))
  const view = {
    ...traced,
    entry: reading.entry,
    publicBy: reading.publicBy,
    screen: screenOf(context, options),
    shortIds: drawn
      ? await shortIdsOf(store, traced, reading, explained, record.type === 'leg')
      : new Map<string, string>(),
  }
  if (record.type === 'route') await print(renderRoute(view), options, context.stdout)
  else await print(renderLeg(view), options, context.stdout)
  await noticeLeftOut(context, options, traced.leftOut)
  // What is needed to compare revisions is loaded only where a merge brought some.
  if ((await store.rivals(reading)).length > 0) await warnAtOdds(context, options, store, traced, reading)
}

/** What a merge left unsettled is read as one of the cases has it, which has nothing to do with which is right. */
async function warnAtOdds(
  context: Context,
  options: RouteOptions,
  store: Store,
  traced: TracedRoute,
  reading: Reading,
): Promise<void> {
  const { conflictsUsed } = await import('../case/revision-conflicts.ts')
  const conflicts = (await conflictsUsed(store, traced, reading)).filter(({ isOpen }) => isOpen)
  if (conflicts.length === 0) return
  const named = enumerated(conflicts.map(({ type, id }) => `${type} ${id}`))
  await warning(
    context,
    options,
    `revisions are at odds since a merge, and one of each is read until that is settled: ${named}. See trace conflicts`,
  )
}

function screenOf({ stdout }: Context, { explain = false, timeLine = false }: RouteOptions): Screen {
  return { width: stdout.columns, unicode: stdout.unicode, explain, timeLine }
}

/** The shortest unique prefix of the id of each record that will be named. */
async function shortIdsOf(
  store: Store,
  { legs }: TracedRoute,
  reading: Reading,
  explained: boolean,
  isLeg: boolean,
): Promise<Map<string, string>> {
  const shown = legs.flatMap((leg) => [
    ...(explained
      ? recordsIn(leg)
          .filter(({ type }) => isContentKeyed(type))
          .map(({ id }) => id)
      : []),
    ...(isLeg ? namedOn(leg) : []),
  ])
  const ids = [...new Set(shown)]
  return new Map(await Promise.all(ids.map(async (id) => [id, await store.shortId(id, reading)] as const)))
}

async function listRoutes(
  context: Context,
  { store }: Case,
  reading: Reading,
  options: RouteOptions,
): Promise<void> {
  const routes = await store.all('route', reading)
  const traced = await Promise.all(routes.map(({ record }) => traceRoute(store, record, reading)))
  await print(renderRoutes(traced), options, context.stdout)
  if (routes.length === 0)
    await notice(
      context,
      options,
      'There is no route yet. Make one with its first leg: trace leg add ROUTE FROM TO --mode sea',
    )
}

function renderRoutes(traced: readonly TracedRoute[]): Rendering {
  const summary = traced.map(({ route, legs }) => {
    const [weakest] = weakestOf(legs)
    return {
      id: route.id,
      name: route.name,
      legs: legs.length,
      observations: new Set(
        legs.flatMap(({ supported }) => supported.map(({ observation }) => observation.id)),
      ).size,
      weakest: weakest?.leg.id,
      strength: weakest?.strength.strength,
    }
  })
  return {
    blocks: [
      table(
        [
          { key: 'route' },
          { key: 'name', flexible: true },
          { key: 'legs', align: 'right' },
          { key: 'obs', align: 'right' },
          { key: 'weakest', title: 'weakest leg' },
          { key: 'strength' },
        ],
        summary.map((one) => [
          styled('key', one.id),
          one.name,
          one.legs,
          one.observations,
          one.weakest,
          one.strength,
        ]),
      ),
    ],
    data: summary,
  }
}
