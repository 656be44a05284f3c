import { resolve } from 'node:path'
import { refuseOwnFiles, type Reading } from '../case/case.ts'
import type { Scope } from '../case/export-scope.ts'
import { resolve as find } from '../case/resolve.ts'
import { traceLeg, traceRoute, type TracedRoute } from '../case/trace.ts'
import { handlingIn, strictest } from '../evidence/handling.ts'
import { manyLines } from '../io/untrusted.ts'
import { Failure } from '../model/failure.ts'
import { markdownReport } from '../render/markdown-report.ts'
import type { Store } from '../store/port.ts'
import type { Context } from './context.ts'
import type { ExportOptions } from './export.ts'
import { strictestOf } from './export-handling.ts'
import { writeOut } from './export-write.ts'
import { noticeLeftOut } from './left-out.ts'
import { notice, withReading } from './session.ts'

/**
 * Writes a route or a leg as Markdown for a report.
 * @throws Failure `usage` for what a report cannot be, `unknown-name`, `ambiguous`
 */
export async function exportReport(context: Context, scope: Scope, options: ExportOptions): Promise<void> {
  const name = checkReport(scope, options)
  await withReading(context, options, async (kase, reading) => {
    if (options.output !== undefined) refuseOwnFiles(kase, resolve(context.cwd, options.output))
    const { record } = await find(kase.store, name, ['route', 'leg'] as const, reading)
    const traced =
      record.type === 'route'
        ? await traceRoute(kase.store, record, reading)
        : await traceLeg(kase.store, record, reading, { neighbours: true })
    const label = labelOf(traced)
    const view = {
      ...traced,
      title: record.type === 'route' ? record.name : `${traced.route.name}: ${record.id}`,
      entry: reading.entry,
      publicBy: reading.publicBy,
      shortIds: await shortIdsOf(kase.store, traced, reading),
      label: label === undefined ? undefined : strictestOf(label),
    }
    const headway = { unit: 'legs', of: traced.legs.length, done: () => traced.legs.length }
    await writeOut(context, options, harmless(markdownReport(view)), headway)
    if (options.output !== undefined)
      await notice(context, options, `The report is written to ${options.output}.`)
    if (view.label !== undefined) await notice(context, options, `${view.label}.`)
    await noticeLeftOut(context, options, traced.leftOut)
  })
}

async function* harmless(pieces: Iterable<string>): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(manyLines(piece))
}

/** The strictest label of the observations and of the documents they were followed to. */
function labelOf({ legs, lineage }: TracedRoute): ReturnType<typeof strictest> {
  const handlingOf = handlingIn(lineage)
  return strictest(
    legs.flatMap(({ supported }) =>
      supported.flatMap(({ observation, citations }) => [
        observation.handling,
        ...citations.map(({ source }) => handlingOf(observation, source)),
      ]),
    ),
  )
}

async function shortIdsOf(
  store: Store,
  { legs }: TracedRoute,
  reading: Reading,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const { supported } of legs)
    for (const { observation } of supported)
      if (!ids.has(observation.id)) ids.set(observation.id, await store.shortId(observation.id, reading))
  return ids
}

function checkReport(scope: Scope, { columns, sealed, tlpMax }: ExportOptions): string {
  const refuse = (message: string, hint: string) => new Failure('usage', message, { hint })
  if (scope === 'all')
    throw refuse('A report is of one route or leg.', 'Name it instead of --all; see them with: trace route')
  if (columns !== undefined) throw refuse('A report has no columns.', 'Leave --columns out, or choose csv.')
  if (sealed === true)
    throw refuse(
      'A report has no leaf of each record; it names the root it was made at.',
      'Leave --sealed out, and seal the case with: trace seal',
    )
  if (tlpMax !== undefined)
    throw refuse(
      'A report is of everything that a route rests on, and nothing of it is withheld.',
      'Leave --tlp-max out, or choose csv.',
    )
  return scope.name
}
