import type { LegRecord, PlaceRecord } from '../model/records.ts'
import { escapeUnsafe } from './csv.ts'
import type { EvidenceColumn, EvidenceRow } from './evidence-row.ts'
import { lineParts, positionOf } from './map-lines.ts'
import { Piece } from './piece.ts'

/*
 * Evidence as GeoJSON (RFC 7946). A feature for each row of the export, so that it has in a table of attributes what it
 * has in every other format: an observation that two documents speak of is two points on one another. Legs are lines from
 * place to place, in the order of longitude and latitude and cut at the antimeridian.
 */

/** A leg with the places that it is between, where they are in the case. */
export interface MapLeg {
  readonly leg: LegRecord
  readonly from: PlaceRecord | undefined
  readonly to: PlaceRecord | undefined
}

/** What a map could not show. */
export interface MapLosses {
  /** Features without a position. */
  unlocated: number
  /** Legs of which an end has no position. */
  legs: number
}

export interface GeoJsonParts {
  readonly legs: readonly MapLeg[]
  readonly rows: AsyncIterable<readonly EvidenceRow[]>
  readonly columns: readonly EvidenceColumn[]
  readonly losses: MapLosses
  /** What is said of the whole, asked for when all rows have been written. */
  readonly about: () => object
}

/** One feature collection, in pieces. */
export async function* geoJsonPieces(parts: GeoJsonParts): AsyncGenerator<string> {
  const { legs, rows, columns, losses, about } = parts
  const piece = new Piece()
  piece.add('{"type":"FeatureCollection","features":[')
  let comma = '\n'
  for (const leg of legs) {
    piece.add(comma + jsonText(legFeature(leg, losses)))
    comma = ',\n'
  }
  for await (const batch of rows) {
    for (const row of batch) {
      piece.add(comma + jsonText(rowFeature(row, columns, losses)))
      comma = ',\n'
      if (piece.isFull) yield piece.take()
    }
  }
  // A foreign member (section 6.1), last because what it says is known only then.
  yield `${piece.take()}\n],"trace":${jsonText({ ...about(), without_position: losses.unlocated, legs_without_line: losses.legs })}}\n`
}

function rowFeature(row: EvidenceRow, columns: readonly EvidenceColumn[], losses: MapLosses): object {
  const position = positionOf(row.place)
  if (position === undefined) losses.unlocated += 1
  const { observation, citation } = row
  return {
    type: 'Feature',
    id: citation === undefined ? observation.id : `${observation.id}/${citation.id}`,
    geometry: position === undefined ? null : { type: 'Point', coordinates: position },
    properties: Object.fromEntries(columns.map(({ name, of }) => [name, of(row) ?? null])),
  }
}

function legFeature({ leg, from, to }: MapLeg, losses: MapLosses): object {
  const [start, end] = [positionOf(from), positionOf(to)]
  const parts = start === undefined || end === undefined ? [] : lineParts(start, end)
  if (parts.length === 0) losses.legs += 1
  return {
    type: 'Feature',
    id: leg.id,
    geometry:
      parts.length === 0
        ? null
        : parts.length === 1
          ? { type: 'LineString', coordinates: parts[0] }
          : { type: 'MultiLineString', coordinates: parts },
    properties: {
      leg: leg.id,
      route: leg.route,
      mode: leg.mode,
      from: leg.from,
      from_name: from?.name ?? null,
      to: leg.to,
      to_name: to?.name ?? null,
      km: leg.km ?? null,
    },
  }
}

/** JSON with every character that a terminal might act on escaped. */
function jsonText(value: object): string {
  return escapeUnsafe(JSON.stringify(value))
}
