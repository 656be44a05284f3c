import { basename, dirname, relative, resolve, sep } from 'node:path'

/*
 * Imports point one way: main → cli → case → evidence, exchange, store → custody → model; render knows model and
 * evidence, io the failures of the model; whoever writes files does it by io. A rule of our own, because
 * `no-restricted-imports` compares the text of an import, which says nothing in a subfolder, and does not look at
 * `import()`.
 */

/** What whoever writes files needs of `io`. */
const FILES = ['io/durable', 'io/file-failures', 'io/leftovers', 'io/whole-file']

/** What each folder of src may import beside itself. `types:` allows types and nothing that runs. */
const MAY_IMPORT = {
  main: ['cli', 'store', 'io', 'model'],
  cli: ['case', 'evidence', 'exchange', 'store/port', 'custody', 'model', 'render', 'io'],
  case: ['evidence', 'exchange', 'types:store/port', 'custody', ...FILES, 'model'],
  evidence: ['model'],
  exchange: ['custody', 'io/file-failures', 'model'],
  store: ['custody', ...FILES, 'model'],
  custody: [...FILES, 'model'],
  model: [],
  render: ['evidence', 'model'],
  io: ['model/failure'],
}

const DRIVERS = ['better-sqlite3', 'kysely', 'pg']

/** Folders that are handed what they need and reach for no file. */
const WITHOUT_FILES = ['model', 'evidence', 'render']
const WORLD = /^node:(?:fs|child_process|process|os|net|http|https|dns|worker_threads)(?:\/|$)/

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      direction: '{{from}} may not import {{to}}. It may import: {{allowed}}.',
      types: '{{from}} may import types of {{to}} and nothing that runs.',
      driver: 'Only src/store imports a database driver.',
      world: '{{from}} is handed what it needs: it imports no {{to}}.',
    },
  },
  create(context) {
    const source = resolve(context.cwd, 'src')
    const here = placeOf(source, context.filename)
    if (here === undefined) return {}
    const from = here.split('/')[0] ?? ''

    const check = (node, isType) => {
      const wanted = node.source?.value
      if (typeof wanted !== 'string') return
      const report = (messageId, to) => {
        const allowed = MAY_IMPORT[from]?.join(', ') || 'nothing but itself'
        context.report({ node: node.source, messageId, data: { from, to, allowed } })
      }
      if (DRIVERS.includes(wanted.split('/')[0] ?? '') && from !== 'store') report('driver', wanted)
      if (WORLD.test(wanted) && WITHOUT_FILES.includes(from)) report('world', wanted)
      if (!wanted.startsWith('.')) return
      const to = placeOf(source, resolve(dirname(context.filename), wanted))
      if (to === undefined || to.split('/')[0] === from) return
      const fits = (allowed) => to === allowed || to.startsWith(`${allowed}/`)
      const allowed = MAY_IMPORT[from] ?? []
      if (allowed.some(fits)) return
      if (!allowed.some((one) => one.startsWith('types:') && fits(one.slice('types:'.length))))
        report('direction', to)
      else if (!isType) report('types', to)
    }
    return {
      ImportDeclaration: (node) => check(node, node.importKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, false),
      TSImportType: (node) => check(node, true),
    }
  },
}

/** `src/store/port.ts` → `store/port`; undefined outside src. */
function placeOf(source, file) {
  const path = relative(source, file)
  if (path.startsWith('..')) return undefined
  return path
    .split(sep)
    .join('/')
    .replace(
      new RegExp(
        `${basename(file)
          .replace(/^.*(\.[^.]+)$/, '$1')
          .replace('.', '\\.')}$`,
      ),
      '',
    )
}
