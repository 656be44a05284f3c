import geojsonhint from '@mapbox/geojsonhint'
import { kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import fc from 'fast-check'
import type { Feature, FeatureCollection, Geometry, Point } from 'geojson'
import { describe, expect, test } from 'vitest'
import { EVIDENCE_COLUMNS, type EvidenceRow } from '../../src/exchange/evidence-row.ts'
import { geoJsonPieces, type MapLeg } from '../../src/exchange/geojson.ts'
import { kmlPieces } from '../../src/exchange/kml.ts'
import { xmlVisible } from '../../src/exchange/xml-text.ts'
import { lineParts, type Position } from '../../src/exchange/map-lines.ts'
import { recordOf } from '../model/arbitraries.ts'
import { leg, place } from '../store/records.ts'
import { actsOnTerminals, evidenceRow, inBatches, joined } from './evidence-rows.ts'

const mapLeg: fc.Arbitrary<MapLeg> = fc.record({
  leg: recordOf('leg'),
  from: fc.option(recordOf('place'), { nil: undefined }),
  to: fc.option(recordOf('place'), { nil: undefined }),
})
/** What has no position has no geometry. */
type Features = FeatureCollection<Geometry | null>

const losses = () => ({ unlocated: 0, legs: 0, undated: 0 })

async function asGeoJson(rows: readonly EvidenceRow[], legs: readonly MapLeg[], counted = losses()) {
  const written = await joined(
    geoJsonPieces({
      legs,
      rows: inBatches(rows),
      columns: EVIDENCE_COLUMNS,
      losses: counted,
      about: () => ({ rows: rows.length }),
    }),
  )
  return { written, read: JSON.parse(written) as Features & { trace: Record<string, number> } }
}

/** One placemark for each row: what is written of several citations is tested on the worked example. */
async function asKml(rows: readonly EvidenceRow[], legs: readonly MapLeg[], counted = losses()) {
  const [first] = legs
  return joined(
    kmlPieces({
      title: 'Synthetic <b>route</b>',
      folders: [{ name: 'a leg', leg: first, rows: inBatches(rows) }],
      columns: EVIDENCE_COLUMNS,
      losses: counted,
      caption: ([row]) => ({
        name: row.observation.id,
        lines: [row.observation.note ?? '', row.source?.title ?? ''],
      }),
      about: () => ['About it'],
    }),
  )
}

const readKml = (text: string): Features =>
  kml(
    new DOMParser({
      onError: (level, message) => {
        // It warns of characters that stand for such as could not be read, which a record may hold as any other.
        if (level !== 'warning') throw new Error(`${level}: ${message}`)
      },
    }).parseFromString(text, 'text/xml'),
  )

describe('GeoJSON', () => {
  test('of any rows and legs is what RFC 7946 has, with all columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(evidenceRow, { maxLength: 4 }),
        fc.array(mapLeg, { maxLength: 2 }),
        async (rows, legs) => {
          const counted = losses()
          const { written, read } = await asGeoJson(rows, legs, counted)
          expect(geojsonhint.hint(written)).toEqual([])
          expect(actsOnTerminals(written)).toBe(false)
          expect(Object.keys(read)).toEqual(['type', 'features', 'trace'])
          expect(read.features).toHaveLength(rows.length + legs.length)
          const [lines, points] = [read.features.slice(0, legs.length), read.features.slice(legs.length)]
          expect(counted.unlocated).toBe(points.filter(({ geometry }) => geometry === null).length)
          expect(counted.legs).toBe(lines.filter(({ geometry }) => geometry === null).length)
          expect(read.trace).toMatchObject({ rows: rows.length, without_position: counted.unlocated })
          for (const [i, row] of rows.entries())
            expect(points[i]?.properties).toEqual(
              Object.fromEntries(EVIDENCE_COLUMNS.map(({ name, of }) => [name, of(row) ?? null])),
            )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('has longitude first, and no more than seven decimals', async () => {
    const [row] = fc.sample(evidenceRow, 1)
    const at = { ...row!, place: place('rajin', { lat: 42.123456789, lon: -130.987654321 }) }
    const { read } = await asGeoJson([at], [])
    expect((read.features[0] as Feature<Point>).geometry.coordinates).toEqual([-130.9876543, 42.1234568])
  })

  test('cuts a leg at the antimeridian', async () => {
    const fiji = place('suva', { name: 'Suva', lat: -18, lon: 178 })
    const samoa = place('apia', { name: 'Apia', lat: -14, lon: -172 })
    const { read } = await asGeoJson([], [{ leg: leg('suva', 'apia'), from: fiji, to: samoa }])
    expect(read.features[0]?.geometry).toEqual({
      type: 'MultiLineString',
      coordinates: [
        [
          [178, -18],
          [180, -17.2],
        ],
        [
          [-180, -17.2],
          [-172, -14],
        ],
      ],
    })
    expect(geojsonhint.hint(JSON.stringify(read))).toEqual([])
  })
})

describe('a line between two positions', () => {
  const position = fc.tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
  )

  test('never goes the longer way round, and stays on the map', () => {
    fc.assert(
      fc.property(position, position, (from, to) => {
        const parts = lineParts(from, to)
        for (const [[a, b], [c, d]] of parts) {
          expect(Math.abs(c - a)).toBeLessThanOrEqual(180)
          for (const lon of [a, c]) expect(Math.abs(lon)).toBeLessThanOrEqual(180)
          for (const lat of [b, d]) {
            expect(lat).toBeGreaterThanOrEqual(Math.min(from[1], to[1]) - 1e-6)
            expect(lat).toBeLessThanOrEqual(Math.max(from[1], to[1]) + 1e-6)
          }
        }
        if (parts.length === 2) {
          expect(parts[0]?.[1][0]).toBe(-parts[1]![0][0])
          expect(parts[0]?.[1][1]).toBe(parts[1]![0][1])
        }
      }),
      { numRuns: 200 },
    )
  })

  test.each<[string, Position, Position, number]>([
    ['to the antimeridian by its other name', [179, 10], [-180, 12], 1],
    ['from the antimeridian by its other name', [-180, 10], [179, 12], 1],
    ['across it', [179, 10], [-179, 12], 2],
    ['along the antimeridian, called by both names', [180, 10], [-180, 12], 1],
    ['half round the earth', [-90, 0], [90, 0], 1],
  ])('%s has as many parts as it needs', (_, from, to, parts) => {
    const line = lineParts(from, to)
    expect(line).toHaveLength(parts)
    expect(line.flat(2).every((degrees) => Number.isFinite(degrees))).toBe(true)
  })
})

describe('KML', () => {
  test('of any rows is read back with all columns, positions and times', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(evidenceRow, { maxLength: 3, selector: ({ observation }) => observation.id }),
        fc.array(mapLeg, { maxLength: 1 }),
        async (rows, legs) => {
          const counted = losses()
          const written = await asKml(rows, legs, counted)
          expect(actsOnTerminals(written)).toBe(false)
          expect(written).not.toContain('<![CDATA[')
          // A description is taken for HTML, and the line breaks in it are ours.
          for (const [, html = ''] of written.matchAll(/<description>(.*?)<\/description>/gs))
            expect(html.replaceAll('&lt;br/&gt;', '')).not.toMatch(/[<>]|&[lg]t;/)
          const features = readKml(written).features.slice(legs.length)
          expect(features).toHaveLength(rows.length)
          for (const [i, row] of rows.entries()) checkFeature(features[i]!, row)
          expect(counted.unlocated).toBe(features.filter(({ geometry }) => geometry === null).length)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('keeps a dollar sign of a record from being replaced by data', async () => {
    const [row] = fc.sample(evidenceRow, 1)
    const written = await asKml(
      [{ ...row!, observation: { ...row!.observation, note: '$[note] $[source_title]' } }],
      [],
    )
    const description = /<description>(.*?)<\/description>/s.exec(written)?.[1]
    expect(description).toContain('&amp;#36;[note] &amp;#36;[source_title]')
    expect(description).not.toContain('$')
  })
})

function checkFeature(
  { geometry, properties }: Feature<Geometry | null>,
  { observation, ...row }: EvidenceRow,
): void {
  const { lat, lon } = row.place ?? {}
  if (lat === undefined || lon === undefined) expect(geometry).toBeNull()
  else {
    const [x, y] = (geometry as Point).coordinates
    expect(x).toBeCloseTo(lon, 6)
    expect(y).toBeCloseTo(lat, 6)
  }
  const { earliest, latest } = observation.observed ?? {}
  if (earliest !== undefined && earliest === latest) expect(properties?.timestamp).toBe(earliest)
  else if (earliest === undefined && latest === undefined) expect(properties?.timespan).toBeUndefined()
  else expect(properties?.timespan).toEqual({ begin: earliest ?? '', end: latest ?? '' })
  for (const { name, of } of EVIDENCE_COLUMNS) {
    const value = of({ observation, ...row })
    // What the reader has names of its own for is not among the data.
    if (value === undefined || typeof value === 'number' || ['name', 'description'].includes(name)) continue
    // What is escaped is tested with the escapes; the reader takes blanks around a text away.
    if (xmlVisible(value) !== value || value !== value.trim() || /[\r\n\t]/.test(value)) continue
    expect(properties?.[name], name).toBe(value)
  }
}
