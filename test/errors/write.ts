import { writeFileSync } from 'node:fs'
import { page, provokeAll } from './page.ts'

writeFileSync(new URL('GALLERY.md', import.meta.url), page(await provokeAll()))
