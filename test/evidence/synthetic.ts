import { parseQuantity } from '../../src/model/quantity.ts'
import { parseWhen } from '../../src/model/when.ts'
import type {
  CitationRecord,
  DerivationRecord,
  LegRecord,
  ObservationRecord,
  PlaceRecord,
  SourceRecord,
} from '../../src/model/records.ts'
import type { Stage } from '../../src/model/vocabulary.ts'

/* Small synthetic records for the rules: only what a rule looks at differs from one to the next. */

export function source(
  id: string,
  lineage: SourceRecord['lineage'],
  more: Partial<SourceRecord> = {},
): SourceRecord {
  return { type: 'source', id, revision: 1, kind: 'report', title: `Synthetic ${id}`, lineage, ...more }
}

/** A first-hand report of an organisation. */
export function report(id: string, originator: string, published?: string): SourceRecord {
  return source(id, 'original', {
    originator,
    ...(published === undefined ? {} : { published: parseWhen(published) }),
  })
}

export function derives(child: string, from: string): DerivationRecord {
  return { type: 'derivation', id: `${child}-from-${from}`, revision: 1, source: child, from, how: 'summary' }
}

export function observation(
  id: string,
  more: Partial<Omit<ObservationRecord, 'kind' | 'details'>> & { on?: string; count?: string } = {},
): ObservationRecord {
  const { on, count, ...rest } = more
  return {
    type: 'observation',
    id,
    revision: 1,
    kind: 'container-count',
    place: 'rajin',
    outcome: 'seen',
    ...(on === undefined ? {} : { observed: parseWhen(on) }),
    ...(count === undefined ? {} : { quantity: parseQuantity(count) }),
    ...rest,
  }
}

export function shows(leg: string, ...stages: Stage[]): Pick<ObservationRecord, 'shows'> {
  return { shows: stages.length === 0 ? [{ leg }] : stages.map((stage) => ({ leg, stage })) }
}

export function cites(
  about: string,
  from: string,
  stance: CitationRecord['stance'] = 'supports',
): CitationRecord {
  return { type: 'citation', id: `${about}-${from}-${stance}`, revision: 1, about, source: from, stance }
}

export function leg(id: string, from: string, to: string, more: Partial<LegRecord> = {}): LegRecord {
  return { type: 'leg', id, revision: 1, route: 'synthetic', from, to, mode: 'sea', ...more }
}

export function place(id: string, lat: number, lon: number): PlaceRecord {
  return { type: 'place', id, revision: 1, name: id, lat, lon }
}
