import { expect, test } from 'vitest'
import { showsUnicode } from '../../src/io/streams.ts'

test.each([
  [{}, true],
  [{ TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' }, true],
  [{ LANG: 'ko_KR.utf8' }, true],
  [{ LC_ALL: '', LANG: 'C.UTF-8' }, true],
  [{ TERM: 'linux', LANG: 'en_GB.UTF-8' }, false],
  [{ LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, false],
  [{ LC_CTYPE: 'ru_RU.KOI8-R', LANG: 'en_GB.UTF-8' }, false],
  [{ LANG: 'POSIX' }, false],
])('a terminal with %j shows more than ASCII: %j', (env, shows) => {
  expect(showsUnicode(env)).toBe(shows)
})
