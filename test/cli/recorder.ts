import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordObservation } from '../../src/case/record.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import { SqliteStore } from '../../src/store/sqlite/store.ts'

/* Records many observations from a process of its own: node recorder.ts FOLDER ANALYST HOW-MANY. */

const [folder = '', analyst = '', howMany = '0'] = process.argv.slice(2)
const now = () => new Date()
const store = new SqliteStore({
  file: join(folder, 'case.db'),
  migrations: fileURLToPath(new URL('../../migrations/sqlite', import.meta.url)),
})
for (let i = 1; i <= Number(howMany); i += 1) {
  await recordObservation(
    { folder, store, analyst, command: 'trace record', now },
    {
      kind: 'container-count',
      place: 'rajin',
      quantity: parseQuantity(String(i)),
      note: `counted by ${analyst}`,
    },
    { source: 'csis-2023-10-06' },
  )
}
await store.close()
