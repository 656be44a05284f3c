import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { page, provokeAll } from './page.ts'

const file = new URL('GALLERY.md', import.meta.url)
writeFileSync(file, page(await provokeAll(), existsSync(file) ? readFileSync(file, 'utf8') : ''))
