import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { reportError } from '../../src/cli/report.ts'
import { EXIT } from '../../src/model/failure.ts'

const stderr = (write: (text: string) => void) => ({
  write,
  isTTY: false,
  columns: 80,
  colour: false,
  unicode: true,
  stream: new PassThrough(),
})

test('a bug is not said to have changed nothing', async () => {
  let said = ''
  const code = await reportError(
    new TypeError('no such thing'),
    stderr((text) => {
      said += text
    }),
  )
  expect(code).toBe(EXIT.bug)
  expect(said).toContain('see what was recorded with: trace log')
})
