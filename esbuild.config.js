// Builds the one thing that is run: dist/main.js and a chunk for each command, so that a command loads only what it needs.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const DIST = 'dist'

const { outputFiles } = await build({
  entryPoints: ['src/main.ts'],
  outdir: DIST,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: 'none',
  external: ['better-sqlite3'],
  logLevel: 'warning',
  write: false,
  // Bundled CommonJS packages call require() for Node's own modules.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
})

// Written beside and moved into place, so that a trace that starts meanwhile finds either build, whole.
mkdirSync(DIST, { recursive: true })
const built = new Set(outputFiles.map(({ path }) => basename(path)))
for (const { path, contents } of outputFiles.toReversed()) {
  const beside = join(DIST, `.${basename(path)}.${String(process.pid)}`)
  writeFileSync(beside, contents)
  renameSync(beside, join(DIST, basename(path)))
}
for (const name of readdirSync(DIST)) {
  if (!built.has(name) && !name.startsWith('.')) rmSync(join(DIST, name))
}
