import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fieldsFrom, namedAsOurs } from '../../src/case/import-mapping.ts'
import type { Directory } from '../../src/case/import-directory.ts'
import { plannerOf, type Planned, type PlanSettings } from '../../src/case/import-plan.ts'
import { openSheet } from '../../src/exchange/sheet.ts'
import type { CitationRecord, ObservationRecord } from '../../src/model/records.ts'

/*
 * Spreadsheets as they come, made in their likeness. The last column of each says what becomes of the row: members of the
 * records it becomes, or `no:` with words of the reason. It is of no field, and is passed over.
 */

const DIRECTORY: Directory = {
  known: [
    { type: 'place', id: 'rajin', names: ['Rajin', 'Najin'], title: 'Rajin', lat: 42.25, lon: 130.28 },
    { type: 'place', id: 'old-pier', names: ['Sinpo old pier', 'Sinpo port'], title: 'Sinpo old pier' },
    { type: 'place', id: 'new-pier', names: ['Sinpo new pier', 'Sinpo port'], title: 'Sinpo new pier' },
    { type: 'vessel', id: 'angara', names: ['Angara'], title: 'Angara' },
    { type: 'vessel', id: 'maria', names: ['Maria'], title: 'Maria' },
    {
      type: 'source',
      id: 'report-a',
      names: ['Synthetic report A', 'https://example.org/a'],
      title: 'Synthetic report A',
    },
    {
      type: 'source',
      id: 'report-b',
      names: ['Synthetic report B', 'https://example.org/b'],
      title: 'Synthetic report B',
    },
  ],
  gone: [],
  corrected: [],
  derivations: [],
}

function settingsFor(columns: readonly string[], more: Partial<PlanSettings> = {}): PlanSettings {
  return {
    as: 'observations',
    columns,
    fields: fieldsFrom({ map: namedAsOurs('observations', columns) }, columns),
    values: {},
    isOwn: false,
    pointMayGroup: true,
    create: [],
    directory: DIRECTORY,
    unverified: false,
    restore: false,
    ...more,
  }
}

/** What a row became, in the words of the last column. */
function told(planned: Planned): string {
  if (planned.fate === 'rejected') return `no: ${planned.rejection.reason}`
  if (planned.fate !== 'accepted') return planned.fate
  const observation = planned.records.find((one): one is ObservationRecord => one.type === 'observation')
  const citations = planned.records.filter((one): one is CitationRecord => one.type === 'citation')
  return [
    `place=${observation?.place ?? ''}`,
    `observed=${observation?.observed?.text ?? ''}`,
    `outcome=${observation?.outcome ?? ''}`,
    `quantity=${observation?.quantity?.text ?? ''}`,
    `stated=${observation?.quantity?.stated ?? ''}`,
    `unit=${observation?.unit ?? ''}`,
    `vessels=${(observation?.vessels ?? []).join('+')}`,
    `sources=${citations.map(({ source }) => source).join('+')}`,
    '',
  ].join('\n')
}

function hintOf(planned: Planned): string | undefined {
  return planned.fate === 'rejected' ? planned.rejection.hint : undefined
}

/** The members a fate names: `quantity=~40 stated=approx. 40`. */
function membersOf(fate: string): string[] {
  return fate.split(/ (?=[a-z]+=)/).map((member) => `${member}\n`)
}

async function fatesOf(name: string): Promise<{ fate: string; planned: Planned }[]> {
  const sheet = await openSheet(fileURLToPath(new URL(`import/${name}`, import.meta.url)))
  const planner = plannerOf(settingsFor(sheet.columns))
  const fates: { fate: string; planned: Planned }[] = []
  for await (const rows of sheet.rows) {
    for (const row of rows) fates.push({ fate: row.cells.at(-1) ?? '', planned: planner.plan(row) })
  }
  return fates
}

describe.each(['dates.csv', 'counts.csv', 'names.csv', 'links.csv', 'positions.csv', 'numbers.csv'])(
  '%s',
  (name) => {
    test('has every row where a careful person would put it, or rejects it with the reason', async () => {
      const fates = await fatesOf(name)
      expect(fates.length).toBeGreaterThan(3)
      for (const { fate, planned } of fates) {
        if (fate === 'fate') expect(planned).toMatchObject({ fate: 'skipped', why: 'heading' })
        else if (fate.startsWith('no: ')) {
          expect(told(planned)).toMatch(/^no: /)
          expect(told(planned)).toContain(fate.slice(4))
          expect(hintOf(planned), fate).toMatch(/[.?]$/)
        } else for (const member of membersOf(fate)) expect(told(planned)).toContain(member)
      }
    })
  },
)

describe('a large sheet of all of it', () => {
  test('has each row where it stands alone, whatever stands around it', () => {
    const columns = ['kind', 'place', 'observed', 'quantity', 'source']
    const dates = ['2023-10-05', '13/10/2023', '12/10/2023', 'n/a']
    const counts = ['approx. 40', '1,200', '40-50', '0']
    const places = ['Rajin', '\u00a0Najin ', 'Sinpo port']
    const planner = plannerOf(settingsFor(columns))
    let accepted = 0
    for (let n = 0; n < 12_000; n += 1) {
      const [observed, quantity, place] = [dates[n % 4], counts[(n >> 2) % 4], places[(n >> 4) % 3]] as [
        string,
        string,
        string,
      ]
      const planned = planner.plan({
        line: n + 2,
        cells: ['railcar-count', place, observed, quantity, 'report-a'],
      })
      const isGood =
        observed !== dates[2] && quantity !== counts[1] && quantity !== counts[3] && place !== places[2]
      expect(planned.fate).toBe(isGood ? 'accepted' : 'rejected')
      if (isGood) accepted += 1
    }
    expect(accepted).toBe(3000)
    expect(planner.made()).toEqual([])
  })
})

describe('a row that cannot be taken', () => {
  test.each([
    ['The row has no kind.', '', 'rajin', '', ''],
    ['A position needs both a latitude and a longitude.', 'railcar-count', 'rajin', '42.25', ''],
    ['The row has a position, but no place that it is of.', 'railcar-count', '', '42.25', '130.29'],
    ['The row names no source.', 'statement', '', '', ''],
  ])('is told with what to do about it: %s', (reason, kind, place, lat, lon) => {
    const columns = ['kind', 'place', 'lat', 'lon']
    const planned = plannerOf(settingsFor(columns)).plan({ line: 2, cells: [kind, place, lat, lon] })
    expect(planned).toMatchObject({ rejection: { reason } })
    expect(hintOf(planned)).toMatch(/\.$/)
  })
})

describe('what rows make', () => {
  const columns = ['kind', 'place', 'lat', 'lon', 'source', 'observed']
  const plan = (...rows: string[][]) => {
    const planner = plannerOf(
      settingsFor(columns, {
        create: ['places', 'sources'],
        fields: fieldsFrom(
          { map: namedAsOurs('observations', columns), set: { source_kind: 'article' } },
          columns,
        ),
      }),
    )
    return { planner, planned: rows.map((cells, i) => planner.plan({ line: i + 2, cells })) }
  }

  test('is made once, before what names it, and not for a row that is rejected', () => {
    const { planner, planned } = plan(
      ['railcar-count', 'Khasan', '42.43', '130.64', 'https://example.org/new', '12/10/2023'],
      ['railcar-count', 'Khasan', '42.43', '130.64', 'https://example.org/new', '2023-10-05'],
      ['railcar-count', 'khasan', '42.43', '130.64', 'https://example.org/new', '2023-10-06'],
      ['railcar-count', 'Khasan', '43.43', '130.64', 'https://example.org/new', '2023-10-07'],
    )
    expect(
      planned.map((one) => (one.fate === 'accepted' ? one.records.map(({ type }) => type) : one.fate)),
    ).toEqual([
      'rejected',
      ['place', 'source', 'observation', 'citation'],
      ['observation', 'citation'],
      'rejected',
    ])
    expect(planned[3]).toMatchObject({
      rejection: {
        column: 'lat',
        reason: expect.stringContaining('111 km from that of the place khasan') as string,
      },
    })
    expect(planner.made().map(({ id, line }) => [id, line])).toEqual([
      ['khasan', 3],
      ['example-org-new', 3],
    ])
  })
})
