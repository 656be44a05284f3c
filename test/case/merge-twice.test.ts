import { expect, onTestFinished, test } from 'vitest'
import { mergeCase } from '../../src/case/merge.ts'
import type { Store } from '../../src/store/port.ts'
import { place } from '../store/records.ts'
import { Folders, merge, record } from './two-cases.ts'

test('what somebody else merged in the same moment is not said to be added', async () => {
  const made = new Folders()
  onTestFinished(() => made.end())
  const a = await made.start('a')
  await record(a, 'lee', [place('rajin')])
  const b = await made.copy(a)
  await record(b, 'kim', [place('dunai')])
  // Between what is found out and what is written, the same is merged beside it.
  const store = new Proxy(a.store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name !== 'appendAll') return typeof value === 'function' ? (value.bind(target) as unknown) : value
      return async (draft: Parameters<Store['appendAll']>[0]) => {
        await merge(a, b)
        return target.appendAll(draft)
      }
    },
  })
  const now = (): Date => new Date('2026-11-22T08:00:00Z')
  const kase = { folder: a.folder, store, analyst: 'park', command: 'trace merge', now }
  const tools = { now, randomBytes: (length: number) => Buffer.alloc(length, 7) }
  const second = await mergeCase(kase, b, { tools })
  expect(second).toMatchObject({ entry: undefined, record: undefined, added: new Map() })
  expect(second.repeated.get('place')).toBe(1)
  const head = await a.store.head()
  expect(head?.analyst).toBe('lee')
  expect(await a.store.all('place', head ?? { size: 0 })).toHaveLength(2)
})
