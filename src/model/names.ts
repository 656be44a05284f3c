import { isPlain } from './plain.ts'
import type { AnyRecord } from './records.ts'

/** Lower case without diacritics and without repeated white space, for comparing names: "Rasŏn" and "rason" are one. */
export function foldName(name: string): string {
  // Most names are, and then this is all there is to do.
  if (isPlain(name)) return name.toLowerCase()
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}

/** What a record may be called by on the command line, beside its key. */
export function namesOf(record: AnyRecord): string[] {
  switch (record.type) {
    case 'place':
    case 'organisation':
      return [record.name, ...(record.aliases ?? [])]
    case 'vessel':
      return [record.name, ...(record.formerNames ?? []), ...present(record.imo), ...present(record.mmsi)]
    case 'route':
      return [record.name]
    case 'source':
      return [record.title, ...present(record.url)]
    default:
      return []
  }
}

/** The texts of a record that `trace search` looks through. The text of an archived document comes on top of a source's. */
export function searchTextsOf(record: AnyRecord): string[] {
  switch (record.type) {
    case 'case':
    case 'merge':
      return [record.title]
    case 'source':
      return [
        ...namesOf(record),
        ...present(record.publisher),
        ...present(record.author),
        ...present(record.note),
      ]
    case 'place':
    case 'vessel':
    case 'organisation':
    case 'route':
      return [record.id, ...namesOf(record), ...present(record.note)]
    case 'derivation':
    case 'relation':
    case 'leg':
      return present(record.note)
    case 'observation':
      return [
        ...present(record.note),
        ...present(record.judgement),
        ...present(record.caveats),
        ...present(record.coverage),
        ...present(record.quantity?.stated),
        ...present(record.observed?.stated),
        ...Object.values(record.details ?? {}).filter((value) => typeof value === 'string'),
      ]
    case 'citation':
      return [
        ...present(record.quote?.exact),
        ...present(record.states?.words),
        ...present(record.states?.quantity?.stated),
        ...present(record.note),
      ]
    case 'conversion':
      return [record.from, record.to, ...present(record.factor.stated), ...present(record.note)]
    case 'judgement':
      return [record.judgement, record.because, ...present(record.note)]
  }
}

/** What to call a record in a sentence: its name or title, else its key. */
export function titleOf(record: AnyRecord): string {
  if ('name' in record) return record.name
  if ('title' in record) return record.title
  return record.id
}

function present(text: string | undefined): string[] {
  return text === undefined ? [] : [text]
}
