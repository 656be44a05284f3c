/*
 * Builds what is run: dist/main.cjs with all of our own code, and a file for each large library beside it. Two are threads: one
 * that reads PDFs, and one that plans the rows of a sheet.
 *
 * Starting up is most of what a command does, so everything here is measured (npm run bench). CommonJS, because
 * loading an ES module resolves, links and evaluates in turns, and wraps every module of Node itself. One file, in
 * which each module is run when it is first needed, because every further file is looked up on disk. Names are kept
 * as they are, and nothing is renamed, so that the trace of a bug can be read.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build } from 'esbuild'

const DIST = 'dist'

/** Libraries that only some commands need. */
const APART = [
  '@clack/prompts',
  'asn1js',
  'better-sqlite3',
  'chalk',
  'cli-table3',
  'edtf',
  'hucre/xlsx',
  'kysely',
  'saxes',
  'string-width',
  'yauzl',
  'yazl',
  'zod',
]

/** Additions to the file of a library. */
const OWN = {
  // Fifteen small files and a native one. The small ones become one, and look for the native one where the package was
  // installed; asking Node where that is takes longer than looking.
  'better-sqlite3': {
    define: { __dirname: '__sqliteHome' },
    banner: {
      js: `const __sqliteHome =
  module.paths.map((folder) => folder + '/better-sqlite3/lib').find((folder) => require('node:fs').existsSync(folder)) ??
  require('node:path').dirname(require.resolve('better-sqlite3'));`,
    },
  },
  // What a module imports as the default of a CommonJS file is all that the file exports.
  edtf: { footer: { js: 'module.exports = module.exports.default;' } },
}

/** Modules of Node that load much of Node, and what we use of them; they are loaded when that is called. */
const LAZY = {
  'node:fs/promises': [
    'access',
    'chmod',
    'copyFile',
    'link',
    'lstat',
    'mkdir',
    'open',
    'opendir',
    'readdir',
    'readFile',
    'realpath',
    'rename',
    'rm',
    'rmdir',
    'stat',
    'writeFile',
  ],
  'node:child_process': undefined,
  'node:crypto': [
    'createHash',
    'createPrivateKey',
    'createPublicKey',
    'hash',
    'randomBytes',
    'sign',
    'verify',
  ],
  'node:tty': ['isatty'],
}

const fileOf = (library) => `${library.replace(/^@/, '').replace('/', '-')}.cjs`

const lazy = {
  name: 'modules of Node when they are used',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(?:${Object.keys(LAZY).join('|')})$`)
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'lazy' }))
    onLoad({ filter, namespace: 'lazy' }, ({ path }) => {
      const real = `process.getBuiltinModule('${path}')`
      const names = LAZY[path]
      return {
        contents:
          names === undefined
            ? `export default new Proxy({}, { get: (_, name) => ${real}[name] })`
            : names.map((name) => `export const ${name} = (...args) => ${real}.${name}(...args)`).join('\n'),
      }
    })
  },
}

const apart = {
  name: 'large libraries in files of their own',
  setup({ onResolve }) {
    onResolve({ filter: /^[@a-z]/ }, ({ path }) =>
      APART.includes(path) ? { path: `./${fileOf(path)}`, external: true } : undefined,
    )
  },
}

const settings = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  logLevel: 'warning',
  write: false,
}

const results = await Promise.all([
  build({
    ...settings,
    outfile: join(DIST, 'main.cjs'),
    entryPoints: ['src/main.ts'],
    plugins: [lazy, apart],
  }),
  // Runs in a thread of its own, with the library that reads PDFs in it. What the library would ask of its own address is
  // where to find fonts and tables, and it is told that there are none.
  build({
    ...settings,
    outfile: join(DIST, 'pdf-worker.cjs'),
    entryPoints: ['src/exchange/pdf-worker.ts'],
    logOverride: { 'empty-import-meta': 'silent' },
  }),
  // Reads and plans the rows of a large sheet, in a thread of its own, with the same files of libraries beside it.
  build({
    ...settings,
    outfile: join(DIST, 'import-worker.cjs'),
    entryPoints: ['src/case/import-worker.ts'],
    plugins: [lazy, apart],
  }),
  ...APART.map((library) =>
    build({ ...settings, ...OWN[library], outfile: join(DIST, fileOf(library)), entryPoints: [library] }),
  ),
])

// Written beside and moved into place, so that a trace that starts meanwhile finds either build, whole.
mkdirSync(DIST, { recursive: true })
const files = results
  .flatMap(({ outputFiles }) => outputFiles)
  .map(({ path, contents }) => ({ name: basename(path), contents }))
for (const { name, contents } of files.toSorted(
  (a, b) => Number(a.name === 'main.cjs') - Number(b.name === 'main.cjs'),
)) {
  const beside = join(DIST, `.${name}.${String(process.pid)}`)
  writeFileSync(beside, contents)
  renameSync(beside, join(DIST, name))
}
for (const name of readdirSync(DIST)) {
  if (!name.startsWith('.') && !files.some((file) => file.name === name)) rmSync(join(DIST, name))
}

// Makes `npx trace` run the checkout itself: npm links the commands of a package's dependencies, never its own, and would
// otherwise run a copy of its own. The link lies beside the Node that `npm ci` brought, so it is run by that one. (Windows
// needs a command file rather than a link; there, `node bin/trace.js` does the same.)
const LINK = 'node_modules/.bin/trace'
if (process.platform !== 'win32' && existsSync('node_modules/.bin')) {
  rmSync(LINK, { force: true })
  symlinkSync('../../bin/trace.js', LINK)
}
