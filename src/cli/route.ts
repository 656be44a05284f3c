import type { Command } from 'commander'
import type { Case, Reading, ReadingOptions } from '../case/case.ts'
import { resolve } from '../case/resolve.ts'
import { traceLegs, traceRoute, type TracedRoute } from '../case/trace.ts'
import { weakestOf } from '../evidence/chain.ts'
import { styled, table, type Rendering } from '../render/document.ts'
import { renderRoute, type RouteView } from '../render/route.ts'
import type { Context } from './context.ts'
import { noticeLeftOut } from './left-out.ts'
import { addOutputOptions, print, type OutputOptions } from './output.ts'
import { addReadingOptions, notice, withReading, type GlobalOptions } from './session.ts'

export function build(command: Command, context: Context): void {
  command
    .description(
      'Trace a route: for each leg what was observed, on how many independent origins it rests, and how strong that makes the chain. Without a name it lists the routes; with a leg it shows every observation and where each source has it from.',
    )
    .argument('[ROUTE|LEG]', 'key or name')
  addReadingOptions(command)
  addOutputOptions(command)
  command.addHelpText(
    'after',
    `
Origins are those who saw or said it first: five articles that repeat one report are one. In the coverage matrix each
cell is a number of origins, and · is a stage that nobody has shown. A path is as strong as its weakest leg:
no evidence, contested, thin (one end or one origin), corroborated (both ends, two origins), strong.

Examples:
  $ trace route
  $ trace route orient-express
  $ trace route rajin-dunai --public-by 2023-10-10
  $ trace route orient-express --as-of 7 --json       as it was after entry 7`,
  )
  command.action(async (name: string | undefined, _options: unknown, self: Command) => {
    const options = self.optsWithGlobals<RouteOptions>()
    await withReading(context, options, (kase, reading) => runRoute(context, kase, reading, name, options))
  })
}

export type RouteOptions = GlobalOptions & ReadingOptions & OutputOptions

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
  if (record.type === 'route') {
    const traced = await traceRoute(store, record, reading)
    await print(renderRoute(viewOf(traced, reading)), options, context.stdout)
    await noticeLeftOut(context, options, traced.leftOut)
    return
  }
  const { record: route } = await resolve(store, record.route, ['route'], reading)
  const traced = await traceLegs(store, route, [record], reading)
  const shortIds = new Map<string, string>()
  for (const { observation } of traced.legs[0]?.supported ?? [])
    shortIds.set(observation.id, await store.shortId(observation.id, reading))
  const { renderLeg } = await import('../render/leg.ts')
  await print(renderLeg({ ...viewOf(traced, reading), shortIds }), options, context.stdout)
  await noticeLeftOut(context, options, traced.leftOut)
}

function viewOf({ route, legs, places, lineage }: TracedRoute, { entry, publicBy }: Reading): RouteView {
  return { route, legs, places, lineage, entry, publicBy }
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
