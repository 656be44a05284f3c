import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archivedDocument } from '../../src/custody/archived-document.ts'
import { tempFolder } from '../cli/harness.ts'
import { refused } from '../model/refusal.ts'

function archived(contents: Uint8Array): { archive: string; sha256: string; path: string } {
  const archive = tempFolder()
  const sha256 = createHash('sha256').update(contents).digest('hex')
  writeFileSync(join(archive, sha256), contents)
  return { archive, sha256, path: join(archive, sha256) }
}

/** All pieces, copied as they come: they share their memory. */
async function read(archive: string, sha256: string): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of archivedDocument(archive, sha256, 'rusi-2023-10-16'))
    pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

describe('an archived document', () => {
  test.each([0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])(
    'of %d bytes is read as it is',
    async (size) => {
      const contents = Buffer.alloc(size, 'Rajin → Dunai ')
      const { archive, sha256 } = archived(contents)
      expect((await read(archive, sha256)).equals(contents)).toBe(true)
    },
  )

  test('in which any byte was changed, added or lost is refused', async () => {
    const contents = Buffer.from('a synthetic report of three containers')
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: contents.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const { archive, sha256, path } = archived(contents)
          const changed = Buffer.from(contents)
          changed[at] = (changed[at] ?? 0) ^ flip
          for (const other of [
            changed,
            contents.subarray(0, at),
            Buffer.concat([contents, Buffer.of(flip)]),
          ]) {
            writeFileSync(path, other)
            expect(await refused(read(archive, sha256))).toMatchObject({
              code: 'case-damaged',
              where: path,
              message: 'The archived document of the source rusi-2023-10-16 was changed.',
            })
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  test('that is missing, a folder or a pipe is refused', async () => {
    const archive = tempFolder()
    const sha256 = '0'.repeat(64)
    expect(await refused(read(archive, sha256))).toMatchObject({
      code: 'case-damaged',
      message: 'The archived document of the source rusi-2023-10-16 is missing.',
    })
    mkdirSync(join(archive, sha256))
    const another = '1'.repeat(64)
    execFileSync('mkfifo', [join(archive, another)])
    for (const one of [sha256, another]) {
      expect(await refused(read(archive, one))).toMatchObject({
        code: 'case-damaged',
        message: 'The archived document of the source rusi-2023-10-16 is no longer a file.',
      })
    }
  })
})
