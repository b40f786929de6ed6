/** What nothing uses is deleted: an export whose name stands nowhere else in the product, tests apart. */
import ts from 'typescript'
import { parseSource, walk } from '../parse-source.ts'
import { isTest, listFiles } from '../source-files.ts'

/** Read by name at run time: by the tool that runs the file, by the module loader, or by whoever installs a package. */
const entries: readonly (readonly [files: RegExp, names: RegExp])[] = [
  [/^migrations\//, /^(up|down)$/],
  [/^tools\/bench\//, /^(name|run|needs)$/],
  [/^tools\/checks\//, /^(check|listNotes)$/],
  [/^modules\/[^/]+\/manifest\.ts$/, /^manifest$/],
  [/^modules\/[^/]+\/server\/index\.ts$/, /^server$/],
  [/^embed\/rpc\//, /./],
  // The way back of every migration, which a proof walks.
  [/^core\/db\/migrate\.ts$/, /^migrateDown$/],
]

export function check(root = process.cwd()): string[] {
  const files = listFiles(root, ['*/**/*.ts', '*.ts', '*/**/*.mjs']).filter((file) => !isTest(file))
  const trees = files.map((file) => parseSource(root, file))
  const uses = new Map<string, number>()
  for (const { tree } of trees) {
    for (const node of walk(tree)) if (ts.isIdentifier(node)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1)
  }
  return trees.flatMap(({ file, tree }) =>
    tree.statements
      .flatMap(exportsOf)
      .filter((name) => uses.get(name) === 1 && !isEntry(file, name))
      .map((name) => `${file}: nothing uses the export ${name}`),
  )
}

const isEntry = (file: string, name: string): boolean =>
  entries.some(([files, names]) => files.test(file) && names.test(name))

function exportsOf(statement: ts.Statement): string[] {
  const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExportKeyword)
  if (!isExported) return []
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
  const { name } = statement as ts.DeclarationStatement // the other exported statements declare one name
  return name && ts.isIdentifier(name) ? [name.text] : []
}

const isExportKeyword = ({ kind }: ts.ModifierLike): boolean => kind === ts.SyntaxKind.ExportKeyword

if (import.meta.main) for (const problem of check()) console.error(problem)
