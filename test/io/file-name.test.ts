import { basename, dirname, join } from 'node:path'
import { win32 } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileNameFrom } from '../../src/io/file-name.ts'

describe('the name of a file made from a name from outside', () => {
  test.each([
    ['Kyiv Post 22852.html', 'Kyiv Post 22852.html'],
    ['로동신문 2023-10-05.pdf', '로동신문 2023-10-05.pdf'],
    ['report.tar.gz', 'report.tar.gz'],
    ['../../etc/passwd', '_.._etc_passwd'],
    [String.raw`..\..\report.pdf`, '_.._report.pdf'],
    ['/etc/passwd', '_etc_passwd'],
    ['.bashrc', 'bashrc'],
    ['... .profile', 'profile'],
    [' report.pdf ', 'report.pdf'],
    ['a\u0000b\u001b[31m\u202efdp.exe\n', 'a_b_[31m_fdp.exe_'],
    ['..', undefined],
    ['', undefined],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(251)}.pdf`],
    [`${'나'.repeat(100)}.pdf`, `${'나'.repeat(83)}.pdf`],
    [`report.${'x'.repeat(300)}`, `report.${'x'.repeat(248)}`],
  ])('%j is %j', (name, expected) => {
    expect(fileNameFrom(name)).toBe(expected)
  })

  test('never leaves the folder, is never hidden, and can be made', () => {
    const part = fc.constantFrom('.', '..', '/', '\\', ' ', '\u0000', '\u202e', '\t', 'report', '.pdf', '나')
    const name = fc.oneof(
      fc.array(part).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 400 }),
    )
    fc.assert(
      fc.property(name, (from) => {
        const made = fileNameFrom(from)
        if (made === undefined) return
        expect(dirname(join('/folder', made))).toBe('/folder')
        expect(basename(made)).toBe(made)
        expect(win32.basename(made) === made || made.includes(':')).toBe(true)
        expect(made).not.toMatch(/^\.|[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        expect(Buffer.byteLength(made)).toBeLessThanOrEqual(255)
        expect(fileNameFrom(made)).toBe(made.trim())
      }),
    )
  })
})
