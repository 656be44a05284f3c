import type { Candidate } from '../port.ts'
import type { Run } from './statements.ts'
import { ID_LENGTH, idPrefix, MIN_PREFIX } from '../../model/identifiers.ts'
import { foldName } from '../../model/names.ts'
import { CONTENT_TYPES, isContentKeyed, type RecordType } from '../../model/vocabulary.ts'
import { CURRENT } from './stored.ts'

/** What a word on the command line may mean: a key, or else a name, or else the start of a content id. */
export function candidatesFor(
  run: Run,
  word: string,
  types: readonly RecordType[],
  size: number,
): Candidate[] {
  const key = run('SELECT 1 FROM record WHERE type = ? AND id = ? AND position < ? LIMIT 1')
  const byKey = types.filter((type) => key.get(type, word, size) !== undefined)
  if (byKey.length > 0) return byKey.map((type) => ({ type, id: word, by: 'key' }))
  const named = run(
    `SELECT DISTINCT r.type, r.id FROM name n JOIN record r ON r.position = n.position WHERE n.folded = @folded AND ${CURRENT} ORDER BY r.type, r.id`,
  ).all({ folded: foldName(word), size }) as { type: RecordType; id: string }[]
  const byName = named.filter(({ type }) => types.includes(type))
  const prefix = idPrefix(word)
  if (byName.length > 0 || prefix === undefined) return byName.map((one) => ({ ...one, by: 'name' }))
  return types
    .filter(isContentKeyed)
    .flatMap((type) => idsFrom(run, type, prefix, size).map((id) => ({ type, id, by: 'prefix' as const })))
}

/** Ids that start with a prefix, at most ten: enough to name the candidates. */
function idsFrom(run: Run, type: RecordType, prefix: string, size: number): string[] {
  const rows = run(
    'SELECT DISTINCT id FROM record WHERE type = ? AND id >= ? AND id < ? AND position < ? LIMIT 10',
  ).all(type, prefix, `${prefix}~`, size) as { id: string }[]
  return rows.map(({ id }) => id)
}

/** Keys and names in use that start with a prefix, at most `limit`. */
export function namesFrom(
  run: Run,
  types: readonly RecordType[],
  prefix: string,
  limit: number,
  size: number,
): string[] {
  const found = new Set<string>()
  for (const type of types) {
    const ids = run(
      `SELECT DISTINCT r.id FROM record r WHERE r.type = @type AND r.id >= @from AND r.id < @to AND ${CURRENT} ORDER BY r.id LIMIT @limit`,
    ).all({ type, from: prefix, to: `${prefix}\u{10ffff}`, size, limit }) as { id: string }[]
    for (const { id } of ids) found.add(id)
    const folded = foldName(prefix)
    const names = run(
      `SELECT DISTINCT n.folded FROM name n JOIN record r ON r.position = n.position
       WHERE n.type = @type AND n.folded >= @from AND n.folded < @to AND ${CURRENT} ORDER BY n.folded LIMIT @limit`,
    ).all({ type, from: folded, to: `${folded}\u{10ffff}`, size, limit }) as { folded: string }[]
    for (const name of names) found.add(name.folded)
  }
  return [...found].slice(0, limit)
}

/** The shortest prefix, of at least four characters, that is this content id's alone. */
export function shortIdOf(run: Run, id: string, size: number): string {
  const types = CONTENT_TYPES.map((type) => `'${type}'`).join(', ')
  const another = run(
    `SELECT 1 FROM record WHERE type IN (${types}) AND id >= @from AND id < @to AND id <> @id AND position < @size LIMIT 1`,
  )
  for (let length = MIN_PREFIX; length < ID_LENGTH; length += 1) {
    const prefix = id.slice(0, length)
    if (another.get({ from: prefix, to: `${prefix}~`, id, size }) === undefined) return prefix
  }
  return id
}
