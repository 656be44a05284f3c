import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { inBatches } from './in-batches.ts'
import { observation } from './records.ts'

/* Appends observations of a place as one entry that has no end, as a very large import does: [file, folder of migrations]. */

const [file = '', migrations = ''] = process.argv.slice(2)

function* observations() {
  for (let n = 1; ; n += 1) yield observation('railcar-count', { place: 'tumangang', count: String(n) })
}

const store = new SqliteStore({ file, migrations })
await store.appendAll({
  analyst: 'tester',
  command: 'trace import',
  now: () => new Date(),
  records: inBatches(observations()),
  bytes: 1 << 30,
})
