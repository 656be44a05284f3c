import { SqliteStore } from '../../src/store/sqlite/store.ts'
import { place } from './records.ts'

/*
 * A process of its own that adds to a case, for the test of two at once. Arguments: the case file, the migrations, its
 * name, how many entries. It waits for a line on stdin, so that both start together.
 */

const [file = '', migrations = '', name = '', entries = ''] = process.argv.slice(2)
const now = () => new Date()
const store = new SqliteStore({ file, migrations })
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  process.stdin.destroy()
  void appendAll()
})

async function appendAll(): Promise<void> {
  for (let i = 0; i < Number(entries); i += 1) {
    await store.append({
      analyst: name,
      command: 'trace place add',
      now,
      records: [place(`${name}-${String(i)}`), place(`${name}-${String(i)}-yard`)],
    })
  }
  await store.close()
}
