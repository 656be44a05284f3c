import { evidenceRows } from '../case/export.ts'
import { knownOf } from '../case/trace.ts'
import type { EvidenceRow } from '../exchange/evidence-row.ts'
import { geoJsonPieces, type MapLeg } from '../exchange/geojson.ts'
import { kmlPieces, type Caption, type KmlFolder } from '../exchange/kml.ts'
import { boundsText, quantityText, whatText } from '../render/phrases.ts'
import { lossesSaid } from './export-losses.ts'
import type { Given } from './export-rows.ts'

/** What was observed and the legs it is evidence of, as a map in pieces, and how many observations it is of. */
export async function mapPieces(
  format: 'geojson' | 'kml',
  given: Given,
): Promise<{ pieces: AsyncIterable<string>; of: number }> {
  const { store, reading, chosen, columns, tally, losses, limit } = given
  const { places } = await knownOf(store, reading)
  const legs: MapLeg[] = chosen.legs.map((leg) => ({
    leg,
    from: places.get(leg.from),
    to: places.get(leg.to),
  }))
  const rowsAt = (positions: readonly number[]) => evidenceRows(store, positions, reading, tally, limit)
  if (format === 'geojson') {
    const positions = await store.positions(chosen.filter, reading)
    const about = () => ({
      as_of_entry: reading.entry.number,
      recorded_at: reading.entry.recordedAt,
      ...(reading.publicBy === undefined ? {} : { public_by: reading.publicBy }),
      rows: tally.rows,
      observations: tally.observations,
    })
    return {
      pieces: geoJsonPieces({ legs, rows: rowsAt(positions), columns, losses, about }),
      of: positions.length,
    }
  }
  const { folders, of } = await foldersOf(legs, given, rowsAt)
  const about = () => [
    `As of entry ${String(reading.entry.number)}, ${reading.entry.recordedAt}.`,
    ...(reading.publicBy === undefined ? [] : [`What was public by ${reading.publicBy}.`]),
    ...lossesSaid(losses),
  ]
  const [{ leg: first } = { leg: undefined }] = legs
  const title = chosen.title ?? first?.id ?? 'trace'
  return { pieces: kmlPieces({ title, folders, columns, losses, caption, about }), of }
}

/** A folder for each leg, with what is linked to it and to no leg before it; one for what is linked to none. */
async function foldersOf(
  legs: readonly MapLeg[],
  { store, reading, chosen }: Given,
  rowsAt: (positions: readonly number[]) => AsyncIterable<readonly EvidenceRow[]>,
): Promise<{ folders: KmlFolder[]; of: number }> {
  // A byte for each place in the log, so that what is on two legs is shown once.
  const shown = new Uint8Array(reading.size)
  const folders: KmlFolder[] = []
  let of = 0
  const add = (name: string, leg: MapLeg | undefined, positions: readonly number[]) => {
    const own = positions.filter((position) => shown[position] !== 1)
    for (const position of own) shown[position] = 1
    of += own.length
    if (leg !== undefined || own.length > 0) folders.push({ name, leg, rows: rowsAt(own) })
  }
  for (const leg of legs)
    add(leg.leg.id, leg, await store.positions({ ...chosen.filter, legs: [leg.leg.id] }, reading))
  if (chosen.filter.legs === undefined)
    add('Linked to no leg', undefined, await store.positions(chosen.filter, reading))
  return { folders, of }
}

/** What a placemark says of an observation and of the documents it is cited from. */
function caption(rows: readonly [EvidenceRow, ...EvidenceRow[]]): Caption {
  const [{ observation, place, originCount }] = rows
  const what = whatText(observation)
  const when = observation.observed?.text ?? 'undated'
  const where = place?.name ?? observation.place ?? observation.along
  return {
    name: [when, observation.kind, what].filter((part) => part !== '').join(' '),
    lines: [
      [observation.kind, ...(where === undefined ? [] : [`at ${where}`])].join(' ') +
        (what === '' ? '' : `: ${what}`),
      `Observed: ${when}${observation.observed === undefined ? '' : ` (${boundsText(observation.observed)})`}`,
      `Independent origins: ${String(originCount)}`,
      ...(observation.note === undefined ? [] : [observation.note]),
      ...rows.flatMap(({ citation, source }) => {
        if (citation === undefined) return []
        const stated = quantityText(citation.states?.quantity, citation.states?.unit)
        return [
          [
            `${citation.stance}: ${source?.title ?? citation.source}`,
            source?.publisher,
            source?.published?.text,
            citation.locator,
            stated === '' ? undefined : `states ${stated}`,
            source?.url,
          ]
            .filter((part) => part !== undefined)
            .join(', '),
        ]
      }),
      `Observation ${observation.id}`,
    ],
  }
}
