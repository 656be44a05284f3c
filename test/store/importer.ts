import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { citation, observation } from './records.ts'

/*
 * A process of its own that adds one entry of the size of an import, for the test that kills it. Arguments: the case file,
 * the migrations, what tells its records from others, the key of the document they cite, how many records. It waits for
 * something on stdin once it has made them, and prints the number of its entry when that is written.
 */

const [file = '', migrations = '', name = '', document = '', records = ''] = process.argv.slice(2)
const now = () => new Date()
const store = new SqliteStore({ file, migrations })
const imported = Array.from({ length: Number(records) / 2 }, (_, i) => {
  const seen = observation('container-count', {
    place: 'rajin',
    count: String(i + 1),
    note: `imported by ${name}`,
  })
  return [seen, citation(seen.id, document)]
}).flat()
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  process.stdin.destroy()
  void append()
})

async function append(): Promise<void> {
  const { entry } = await store.append({
    analyst: name,
    command: 'trace import synthetic.csv',
    now,
    records: imported,
  })
  process.stdout.write(`${String(entry?.number)}\n`)
  await store.close()
}
