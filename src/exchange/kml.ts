import { joinTexts } from '../model/field-text.ts'
import type { EvidenceColumn, EvidenceRow } from './evidence-row.ts'
import type { MapLeg, MapLosses } from './geojson.ts'
import { lineParts, positionOf, type Position } from './map-lines.ts'
import { Piece } from './piece.ts'
import { xmlEscaped, xmlText, xmlVisible } from './xml-text.ts'

/*
 * Evidence as KML 2.2 (OGC 07-147r2), for Google Earth: a folder for each leg with its line and a placemark for each
 * observation, which has its place, its span of time, a description and all columns.
 *
 * Google Earth takes a description for HTML, and replaces `$[name]` in it by data. Text of records is therefore escaped
 * as HTML first, its dollar signs too, and then as XML.
 */

/** What is read on the map of an observation with its citations. */
export interface Caption {
  readonly name: string
  readonly lines: readonly string[]
}

export interface KmlFolder {
  readonly name: string
  readonly leg: MapLeg | undefined
  /** All rows of an observation in one batch, one after the other. */
  readonly rows: AsyncIterable<readonly EvidenceRow[]>
}

export interface KmlParts {
  readonly title: string
  readonly folders: readonly KmlFolder[]
  readonly columns: readonly EvidenceColumn[]
  readonly losses: MapLosses & { undated: number }
  readonly caption: (rows: readonly [EvidenceRow, ...EvidenceRow[]]) => Caption
  /** What is said of the whole, asked for when all rows have been written. */
  readonly about: () => readonly string[]
}

/** One document, in pieces. */
export async function* kmlPieces(parts: KmlParts): AsyncGenerator<string> {
  const piece = new Piece()
  piece.add(`<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document>
<name>${label(parts.title)}</name>
<Style id="observation"><BalloonStyle><text>$[description]</text></BalloonStyle></Style>
`)
  for (const { name, leg, rows } of parts.folders) {
    piece.add(`<Folder>\n<name>${label(name)}</name>\n`)
    if (leg !== undefined) piece.add(legPlacemark(leg, parts.losses))
    for await (const batch of rows) {
      for (const own of observationsIn(batch)) {
        piece.add(placemark(own, parts))
        if (piece.isFull) yield piece.take()
      }
    }
    piece.add('</Folder>\n')
  }
  // What the whole lacks is known last, where a description may not stand: it has a folder of its own.
  const about = parts.about()
  yield `${piece.take()}<Folder>\n<name>About this file</name>\n<description>${html(about)}</description>\n</Folder>\n</Document>\n</kml>\n`
}

type Rows = [EvidenceRow, ...EvidenceRow[]]

function observationsIn(batch: readonly EvidenceRow[]): Rows[] {
  const groups: Rows[] = []
  for (const row of batch) {
    const last = groups.at(-1)
    if (last?.[0].observation.id === row.observation.id) last.push(row)
    else groups.push([row])
  }
  return groups
}

function placemark(rows: Rows, { columns, losses, caption }: KmlParts): string {
  const [{ observation, place }] = rows
  const { name, lines } = caption(rows)
  const position = positionOf(place)
  if (position === undefined) losses.unlocated += 1
  const time = timeOf(observation.observed)
  if (time === '') losses.undated += 1
  return `<Placemark>
<name>${label(name)}</name>
<description>${html(lines)}</description>
${time}<styleUrl>#observation</styleUrl>
<ExtendedData>
${columns.map((column) => data(column, rows)).join('')}</ExtendedData>
${position === undefined ? '' : `<Point><coordinates>${coordinates([position])}</coordinates></Point>\n`}</Placemark>
`
}

/** What a column has for all citations of an observation, each thing once. */
function data({ name, of }: EvidenceColumn, rows: Rows): string {
  const values = [...new Set(rows.map((row) => of(row)).filter((value) => value !== undefined))]
  const [first] = values
  if (first === undefined) return ''
  const text = values.length === 1 ? String(first) : joinTexts(values.map(String))
  return `<Data name="${xmlText(name)}"><value>${xmlText(text)}</value></Data>\n`
}

/** The bounds of a date (OGC 07-147r2, section 15): an instant, or a span whose open ends are left out. */
function timeOf(observed: EvidenceRow['observation']['observed']): string {
  const { earliest, latest } = observed ?? {}
  if (earliest === undefined && latest === undefined) return ''
  if (earliest === latest) return `<TimeStamp><when>${xmlText(earliest ?? '')}</when></TimeStamp>\n`
  const begin = earliest === undefined ? '' : `<begin>${xmlText(earliest)}</begin>`
  const end = latest === undefined ? '' : `<end>${xmlText(latest)}</end>`
  return `<TimeSpan>${begin}${end}</TimeSpan>\n`
}

function legPlacemark({ leg, from, to }: MapLeg, losses: MapLosses): string {
  const [start, end] = [positionOf(from), positionOf(to)]
  const parts = start === undefined || end === undefined ? [] : lineParts(start, end)
  if (parts.length === 0) losses.legs += 1
  const lines = parts
    .map(
      (part) =>
        `<LineString><tessellate>1</tessellate><coordinates>${coordinates(part)}</coordinates></LineString>`,
    )
    .join('')
  const line = parts.length > 1 ? `<MultiGeometry>${lines}</MultiGeometry>` : lines
  return `<Placemark>
<name>${label(leg.id)}</name>
<description>${html([`${from?.name ?? leg.from} → ${to?.name ?? leg.to}, ${leg.mode}`])}</description>
${line === '' ? '' : `${line}\n`}</Placemark>
`
}

function coordinates(positions: readonly Position[]): string {
  return positions.map(([lon, lat]) => `${plain(lon)},${plain(lat)}`).join(' ')
}

/** A number without an exponent, which KML's coordinates do not have. */
function plain(degrees: number): string {
  return degrees.toFixed(7).replace(/\.?0+$/, '')
}

/** A name, which Google Earth shows as it is in one place and as HTML in another: it has no angle brackets in either. */
function label(text: string): string {
  return xmlText(
    text
      .replace(/</g, '‹')
      .replace(/>/g, '›')
      .replace(/[\r\n\t]+/g, ' '),
  )
}

/** Lines of text as HTML, as XML. */
function html(lines: readonly string[]): string {
  return xmlEscaped(lines.map(htmlText).join('<br/>'))
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  $: '&#36;',
}

function htmlText(text: string): string {
  return xmlVisible(text.replace(/\r\n|[\r\n]/g, ' ')).replace(/[&<>"'$]/g, (c) => HTML[c] ?? c)
}
