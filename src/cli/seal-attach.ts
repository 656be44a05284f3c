import { resolve } from 'node:path'
import { readKey } from '../case/keys.ts'
import { attachTimestamp } from '../case/stamps.ts'
import { lines, styled } from '../render/document.ts'
import type { Context } from './context.ts'
import { checkpointIn, configurationFolder } from './keys.ts'
import { print } from './output.ts'
import type { SealOptions } from './seal.ts'
import { notice, withCase } from './session.ts'

/** Keeps the reply of a time-stamping authority as a source of the case. */
export async function attachStamp(context: Context, file: string, options: SealOptions): Promise<void> {
  const { checkpoint } = options
  const of =
    checkpoint === undefined
      ? () => readKey(configurationFolder(context))
      : await checkpointIn(context, checkpoint)
  const attached = await withCase(context, options, (kase) =>
    attachTimestamp(kase, resolve(context.cwd, file), of, context),
  )
  const { stamp, entry, source, receipt } = attached
  const authority = stamp.authority ?? 'an authority without a name'
  await print(
    {
      blocks: [
        lines([
          styled('key', source.id),
          `  the log as entry ${String(entry.number)} left it, shown to ${authority} at ${stamp.time}`,
        ]),
      ],
      rows: {
        columns: ['id', 'type', 'entry', 'checkpoint', 'stamped_entry', 'time', 'authority'],
        rows: [
          [
            source.id,
            source.type,
            receipt.entry?.number,
            attached.checkpoint.id,
            entry.number,
            stamp.time,
            stamp.authority,
          ],
        ],
      },
      data: {
        id: source.id,
        entry: receipt.entry?.number ?? null,
        source,
        checkpoint: attached.checkpoint,
        stampedEntry: entry.number,
      },
    },
    options,
    context.stdout,
  )
  await notice(
    context,
    options,
    receipt.entry === undefined
      ? 'That stamp was in the case already; nothing was written.'
      : styled('dim', `Recorded as entry ${String(receipt.entry.number)}.`),
    'Whether the authority signed it is for OpenSSL to check:',
    [
      styled(
        'key',
        `  trace source file ${attached.checkpoint.id} -o checkpoint.txt && trace source file ${source.id} -o stamp.tsr`,
      ),
    ],
    [styled('key', '  openssl ts -verify -data checkpoint.txt -in stamp.tsr -CAfile AUTHORITY.pem')],
  )
}
