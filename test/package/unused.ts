/*
 * Names every export that no other file uses. Written here because the checkers to be had do not see through
 * `const { it } = await import('./it.ts')`, which is how this program loads almost everything.
 */
import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Exports that something outside the program uses: a tool that reads a configuration, or a folder's convention. */
const ENTRIES: readonly { file: RegExp; name: RegExp; why: string }[] = [
  { file: /\.config\.ts$/, name: /^default$/, why: 'read by the tool it configures' },
  { file: /^test\/build\.ts$/, name: /^default$/, why: 'called by vitest' },
  { file: /^src\/main\.ts$/, name: /^main$/, why: 'the program' },
  { file: /^src\/cli\/[\w-]+\.ts$/, name: /^build$/, why: 'a command, loaded by name' },
  {
    file: /^src\/cli\/[\w-]+\.ts$/,
    name: /^run[A-Z]/,
    why: 'a command without its flags, for tests and callers',
  },
]

/** `file:line name` of every export that no other file uses. A type may also serve its own file's signatures. */
function unusedExports(project: string): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    project,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  )
  if (config === undefined) throw new Error(`cannot read ${project}`)
  const program = ts.createProgram(config.fileNames, config.options)
  const checker = program.getTypeChecker()
  const own = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes('node_modules'))

  const users = new Map<ts.Symbol, Set<ts.SourceFile>>()
  const use = (symbol: ts.Symbol | undefined, file: ts.SourceFile): void => {
    if (symbol === undefined) return
    const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    users.set(real, (users.get(real) ?? new Set()).add(file))
  }
  for (const file of own) {
    const visit = (node: ts.Node): void => {
      // `const { it } = await import(…)`: the binding is a variable of its own, the property is the export.
      if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
        const name = node.propertyName ?? node.name
        if (ts.isIdentifier(name)) use(checker.getTypeAtLocation(node.parent).getProperty(name.text), file)
      }
      if (ts.isIdentifier(node) && !isDeclared(node)) {
        use(checker.getSymbolAtLocation(node), file)
        if (ts.isShorthandPropertyAssignment(node.parent))
          use(checker.getShorthandAssignmentValueSymbol(node.parent), file)
      }
      ts.forEachChild(node, visit)
    }
    visit(file)
  }

  return own.flatMap((file) => {
    const path = relative(root, file.fileName).split(sep).join('/')
    const module = checker.getSymbolAtLocation(file)
    if (module === undefined) return []
    return checker.getExportsOfModule(module).flatMap((symbol) => {
      const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      const declaration = real.declarations?.find((one) => one.getSourceFile() === file)
      if (declaration === undefined) return []
      if (ENTRIES.some((entry) => entry.file.test(path) && entry.name.test(symbol.name))) return []
      const used = users.get(real) ?? new Set()
      const isType = (real.flags & ts.SymbolFlags.Value) === 0
      if ([...used].some((user) => user !== file) || (isType && used.has(file))) return []
      const { line } = file.getLineAndCharacterOfPosition(declaration.getStart())
      return [`${path}:${String(line + 1)} ${symbol.name}`]
    })
  })
}

/** Whether a name stands where it is declared, which is no use of it. */
function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isBindingElement(parent)) &&
    parent.name === node
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const unused = unusedExports(`${root}/tsconfig.json`)
  if (unused.length > 0) {
    process.stderr.write(
      `Exported, and used in no other file:\n${unused.map((line) => `  ${line}\n`).join('')}`,
    )
    process.exitCode = 1
  }
}
