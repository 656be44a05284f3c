import type { EntryDraft, Receipt, Store, View } from '../../src/store/port.ts'
import type { AnyRecord } from '../../src/model/records.ts'
import { parseWhen } from '../../src/model/when.ts'
import {
  citation,
  derivation,
  leg,
  observation,
  organisation,
  place,
  relation,
  route,
  source,
  vessel,
} from './records.ts'

/** Adds records as one entry. */
export function write(
  store: Store,
  records: readonly AnyRecord[],
  more: Partial<EntryDraft> = {},
): Promise<Receipt> {
  return store.append({
    analyst: 'kim',
    command: 'trace import',
    now: () => new Date('2026-11-21T08:00:00Z'),
    records,
    ...more,
  })
}

/** All there is now. */
export async function viewOf(store: Store): Promise<View> {
  return { size: (await store.head())?.size ?? 0 }
}

export const REFERENCE_DATA = [
  organisation('rusi', { name: 'RUSI', aliases: ['Royal United Services Institute'] }),
  organisation('white-house', { name: 'White House' }),
  organisation('m-leasing-llc', { name: 'M Leasing LLC' }),
  place('rajin', { name: 'Rajin', aliases: ['Najin', '라진'], kind: 'port', country: 'KP' }),
  place('dunai', { name: 'Dunai', kind: 'port', country: 'RU' }),
  place('tikhoretsk', { name: 'Tikhoretsk', aliases: ['Тихорецк'], kind: 'depot', country: 'RU' }),
  place('tumangang', { name: 'Tumangang', aliases: ['두만강역'], kind: 'station', country: 'KP' }),
  vessel('angara', { name: 'Angara', imo: '9179842' }),
  vessel('maria', { name: 'Maria', imo: '9161003' }),
  route('orient-express', { name: 'Orient Express' }),
  leg('rajin', 'dunai'),
  leg('dunai', 'tikhoretsk', { mode: 'rail' }),
]

export const SOURCES = [
  source('rusi-report', {
    title: 'The Orient Express',
    originator: 'rusi',
    reliability: 'B',
    published: parseWhen('2023-10-16'),
  }),
  source('white-house-briefing', {
    kind: 'statement',
    originator: 'white-house',
    reliability: 'A',
    published: parseWhen('2023-10-13'),
  }),
  source('yonhap-article', {
    kind: 'article',
    lineage: 'derived',
    reliability: 'D',
    published: parseWhen('2023-10-17'),
  }),
  source('undated-blog', { kind: 'note', lineage: 'unknown' }),
] as const
export const DERIVATIONS = [
  derivation('yonhap-article', 'rusi-report'),
  derivation('undated-blog', 'yonhap-article'),
] as const
export const OWNER = relation({ type: 'vessel', id: 'angara' }, 'owned-by', 'm-leasing-llc')

/** Six observations that differ in everything a filter can ask for. */
export const OBSERVATIONS = {
  arrival: observation('ship-sighting', {
    on: '2023-09-12',
    place: 'dunai',
    vessels: ['angara'],
    credibility: 2,
    shows: [{ leg: 'rajin-dunai', stage: 'arrived' }],
  }),
  loading: observation('container-count', {
    on: '2023-09-07/2023-10-01',
    place: 'rajin',
    count: '~300',
    claimedBy: 'white-house',
    credibility: 1,
    shows: [{ leg: 'rajin-dunai', stage: 'loaded' }],
  }),
  railcars: observation('railcar-count', {
    on: '2023-10-05',
    place: 'tumangang',
    count: '73',
    note: 'parked beside the marshalling yard',
  }),
  claim: observation('statement', { place: 'rajin', note: 'weapons were shipped' }),
  empty: observation('ship-sighting', {
    on: '../2023-08',
    place: 'rajin',
    outcome: 'none-seen',
    vessels: ['maria'],
    shows: [{ leg: 'dunai-tikhoretsk', stage: 'departed' }, { leg: 'rajin-dunai' }],
  }),
  passage: observation('ship-sighting', {
    on: '2023-09-10',
    along: 'rajin-dunai',
    vessels: ['angara', 'maria'],
    count: '>=2',
    shows: [{ leg: 'rajin-dunai', stage: 'in-transit' }],
  }),
}
export type Label = keyof typeof OBSERVATIONS

export const CITATIONS = {
  arrival: citation(OBSERVATIONS.arrival.id, 'rusi-report', {
    quote: { exact: 'the Angara moored at the north pier' },
  }),
  loading: citation(OBSERVATIONS.loading.id, 'white-house-briefing', {
    quote: { exact: 'several hundred containers' },
  }),
  railcars: citation(OBSERVATIONS.railcars.id, 'yonhap-article'),
  claim: citation(OBSERVATIONS.claim.id, 'undated-blog', { stance: 'mentions' }),
  empty: citation(OBSERVATIONS.empty.id, 'rusi-report', { stance: 'contradicts' }),
  passage: citation(OBSERVATIONS.passage.id, 'white-house-briefing'),
}

/** What a test calls an observation. */
export function labelOf(id: string): Label | undefined {
  return (Object.keys(OBSERVATIONS) as Label[]).find((label) => OBSERVATIONS[label].id === id)
}

/** Fills a case in four entries: reference data, sources, five observations by kim, one by okafor. */
export async function writeOrientExpress(store: Store): Promise<View> {
  const { passage, ...others } = OBSERVATIONS
  const { passage: cited, ...citations } = CITATIONS
  await write(store, REFERENCE_DATA)
  await write(store, [...SOURCES, ...DERIVATIONS, OWNER])
  await write(store, [...Object.values(others), ...Object.values(citations)])
  await write(store, [passage, cited], { analyst: 'okafor' })
  return viewOf(store)
}
