import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { csvTable } from '../exchange/csv-table.ts'
import { orientExpress } from './example.ts'
import { tempFolder } from './harness.ts'

/** A copy of the worked example, and somebody with a key. */
function sealable() {
  const kase = orientExpress()
  const env = { TRACE_CONFIG: tempFolder() }
  kase.traced(['key', 'new', '--name', 'kim'], { env })
  return { kase, env, out: join(tempFolder(), 'chain.csv') }
}

describe('trace export --sealed', () => {
  test('leads each row back to its leaf, with the checkpoint beside the file', () => {
    const { kase, env, out } = sealable()
    const argv = ['export', 'rajin-dunai', '--sealed', '--columns', 'observation,citation', '-o', out]
    expect(kase.trace(argv, { env }).stderr).toContain(`Its checkpoint is in ${out}.checkpoint`)

    const { columns, rows } = csvTable(readFileSync(out, 'utf8'))
    expect(columns).toEqual([
      'observation',
      'citation',
      'leaf',
      'citation_leaf',
      'checkpoint_size',
      'checkpoint_root',
    ])
    const db = new Database(join(kase.folder, 'case.db'), { readonly: true })
    try {
      const leafOf = db.prepare<[string, string], string>(
        `SELECT lower(hex(leaf)) FROM record WHERE type = ? AND id = ? ORDER BY revision DESC LIMIT 1`,
      )
      for (const { cells } of rows) {
        expect(cells.leaf).toBe(leafOf.pluck().get('observation', cells.observation ?? ''))
        expect(cells.citation_leaf).toBe(leafOf.pluck().get('citation', cells.citation ?? ''))
      }
    } finally {
      db.close()
    }
    const [, size = '', root = ''] = readFileSync(`${out}.checkpoint`, 'utf8').split('\n')
    expect(rows.map(({ cells }) => [cells.checkpoint_size, cells.checkpoint_root])).toEqual(
      rows.map(() => [size, Buffer.from(root, 'base64').toString('hex')]),
    )
    expect(kase.trace(['verify', '--against', `${out}.checkpoint`], { env }).code).toBe(0)
  })

  test('replaces neither the file nor its checkpoint without --force', () => {
    const { kase, env, out } = sealable()
    writeFileSync(`${out}.checkpoint`, 'mine')
    const argv = ['export', 'rajin-dunai', '--sealed', '-o', out]
    const { code, stderr } = kase.trace(argv, { env })
    expect(code).toBe(2)
    expect(stderr).toContain('There is a checkpoint beside that file already; nothing was written.')
    expect(existsSync(out)).toBe(false)
    expect(readFileSync(`${out}.checkpoint`, 'utf8')).toBe('mine')
    expect(kase.trace([...argv, '--force'], { env }).code).toBe(0)
    expect(readFileSync(`${out}.checkpoint`, 'utf8')).toContain('— kim ')
  })

  test('writes nothing of a case that does not verify', () => {
    const { kase, env, out } = sealable()
    const db = new Database(join(kase.folder, 'case.db'))
    db.exec(`DROP TRIGGER record_no_update; UPDATE record SET body = body || ' ' WHERE position = 9`)
    db.close()
    const { code, stderr } = kase.trace(['export', 'rajin-dunai', '--sealed', '-o', out], { env })
    expect(code).toBe(1)
    expect(stderr).toContain('Nothing was signed: the case is not as it was recorded. place tumangang')
    expect([out, `${out}.checkpoint`].map((path) => existsSync(path))).toEqual([false, false])
  })

  test.each([
    [['export', 'rajin-dunai', '--sealed'], 'The checkpoint of a sealed export stands in a file beside it.'],
    [
      ['export', '--all', '-f', 'datapackage', '-o', 'package', '--sealed'],
      'A data package has every leaf and root.',
    ],
  ])('is refused: %j', (argv, message) => {
    const { kase, env } = sealable()
    const { code, stderr, stdout } = kase.trace(argv, { env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  test('needs a key', () => {
    const kase = orientExpress()
    const argv = ['export', 'rajin-dunai', '--sealed', '-o', join(tempFolder(), 'chain.csv')]
    const { code, stderr } = kase.trace(argv, { env: { TRACE_CONFIG: tempFolder() } })
    expect(code).toBe(2)
    expect(stderr).toContain('You have no key to sign with.')
  })
})
