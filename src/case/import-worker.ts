import { parentPort, workerData } from 'node:worker_threads'
import { openSheet } from '../exchange/sheet.ts'
import { planInTurn } from './import-batches.ts'
import { plannerOf } from './import-plan.ts'
import {
  asMessage,
  fileChanged,
  Inbox,
  type FromThread,
  type PlanTask,
  type ToThread,
} from './import-thread.ts'

/*
 * Reads a sheet and plans its rows, in a thread of its own.
 */

/** Batches that may wait to be written: enough for neither side to wait long, and little memory. */
const AHEAD = 4

const port = parentPort
const inbox = new Inbox<ToThread>()
port?.on('message', (message: ToThread) => {
  inbox.put(message)
})

function tell(message: FromThread, transferred: ArrayBuffer[] = []): void {
  port?.postMessage(message, transferred)
}

/** Batches that were sent and not taken yet. */
let ahead = 0

async function textOf(source: string): Promise<string | undefined> {
  tell({ kind: 'wants-text', source })
  for (;;) {
    const message = await inbox.next()
    if (message.kind === 'text') return message.text
    ahead -= 1
  }
}

async function plan({ path, options, settings }: PlanTask): Promise<void> {
  const sheet = await openSheet(path, options)
  try {
    if (sheet.columns.join('\n') !== settings.columns.join('\n')) throw fileChanged(path)
    const planner = plannerOf(settings)
    for await (const batch of planInTurn(sheet, planner, textOf)) {
      tell({ kind: 'batch', batch }, [batch.records.lines.buffer, batch.records.leaves.buffer])
      for (ahead += 1; ahead >= AHEAD; ahead -= 1) await inbox.next()
    }
    const outcome = { made: planner.made(), notes: planner.notes(), fileNotes: sheet.notes }
    tell({ kind: 'end', outcome })
  } finally {
    await sheet.close()
  }
}

void plan(workerData as PlanTask)
  .catch((error: unknown) => {
    tell(asMessage(error))
  })
  .finally(() => {
    port?.close()
  })
