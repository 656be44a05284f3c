import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { citation, observation } from './records.ts'

/*
 * A process of its own that adds one entry of the size of an import, for the test that kills it. Arguments: the
 * migrations, what tells its records from others, the key of the document they cite, how many records. Once it has made
 * them it waits for the path of the case file on stdin, and prints the number of its entry when that is written.
 */

const [migrations = '', name = '', document = '', records = ''] = process.argv.slice(2)
const now = () => new Date()
/** Long enough for an entry of thousands not to fit in SQLite's memory: it is then written in parts before it is done. */
const REMARK = `imported by ${name}; ${'synthetic '.repeat(40)}`
const imported = Array.from({ length: Number(records) / 2 }, (_, i) => {
  const seen = observation('container-count', {
    place: 'rajin',
    count: String(i + 1),
    note: REMARK,
  })
  return [seen, citation(seen.id, document)]
}).flat()
process.stdout.write('ready\n')
process.stdin.once('data', (line: Buffer) => {
  process.stdin.destroy()
  void append(line.toString().trim())
})

async function append(file: string): Promise<void> {
  const store = new SqliteStore({ file, migrations })
  const { entry } = await store.append({
    analyst: name,
    command: 'trace import synthetic.csv',
    now,
    records: imported,
  })
  process.stdout.write(`${String(entry?.number)}\n`)
  await store.close()
}
