import type { AnyRecord } from './records.ts'
import { readJudged } from './judged.ts'
import type { RecordType } from './vocabulary.ts'

/** A key that one record holds of another. */
export interface Reference {
  /** The types the key may be of. */
  types: readonly RecordType[]
  id: string
  /** The field that holds it. */
  field: string
}

/** Every other record that a record names. A record whose references do not exist is refused. */
export function referencesOf(record: AnyRecord): Reference[] {
  switch (record.type) {
    case 'source':
      return record.originator === undefined ? [] : [to('organisation', record.originator, 'originator')]
    case 'derivation':
      return [to('source', record.source, 'source'), to('source', record.from, 'from')]
    case 'relation':
      return [
        to(record.subject.type, record.subject.id, 'subject'),
        to('organisation', record.object, 'object'),
      ]
    case 'leg':
      return [
        to('route', record.route, 'route'),
        to('place', record.from, 'from'),
        to('place', record.to, 'to'),
      ]
    case 'observation':
      return [
        ...(record.place === undefined ? [] : [to('place', record.place, 'place')]),
        ...(record.along === undefined ? [] : [to('leg', record.along, 'along')]),
        ...(record.claimedBy === undefined ? [] : [to('organisation', record.claimedBy, 'claimedBy')]),
        ...(record.vessels ?? []).map((vessel) => to('vessel', vessel, 'vessels')),
        ...(record.shows ?? []).map(({ leg }) => to('leg', leg, 'shows')),
      ]
    case 'citation':
      return [
        { types: ['observation', 'relation'], id: record.about, field: 'about' },
        to('source', record.source, 'source'),
      ]
    case 'conversion':
      return [to('source', record.source, 'source')]
    case 'judgement':
      return record.about.map((text) => {
        const { type, id } = readJudged(text)
        return to(type, id, 'about')
      })
    case 'case':
    case 'merge':
    case 'place':
    case 'vessel':
    case 'organisation':
    case 'route':
      return []
  }
}

function to(type: RecordType, id: string, field: string): Reference {
  return { types: [type], id, field }
}
