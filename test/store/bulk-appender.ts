import { canonicalJson } from '../../src/custody/canonical.ts'
import { leafHash } from '../../src/custody/merkle.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { observation } from './records.ts'

/* Appends observations of a place as one entry that has no end, as a very large import does: [file, folder of migrations]. */

const [file = '', migrations = ''] = process.argv.slice(2)
const BATCH = 500

async function* records() {
  for (let n = 0; ;) {
    yield await Promise.resolve(
      Array.from({ length: BATCH }, () => {
        n += 1
        const record = observation('railcar-count', { place: 'tumangang', count: String(n) })
        const body = canonicalJson(record)
        return { record, body, leaf: leafHash(body) }
      }),
    )
  }
}

const store = new SqliteStore({ file, migrations })
await store.appendAll({
  analyst: 'tester',
  command: 'trace import',
  now: () => new Date(),
  records: records(),
  bytes: 1 << 30,
})
