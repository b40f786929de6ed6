/** TypeScript files as syntax trees, for checks that text alone would get wrong. */
import ts from 'typescript'
import { readSource } from './source-files.ts'

export interface Parsed {
  readonly file: string
  readonly tree: ts.SourceFile
}

export function parseSource(root: string, file: string): Parsed {
  return { file, tree: ts.createSourceFile(file, readSource(root, file), ts.ScriptTarget.Latest, false) }
}

/** Every node of the tree, parents first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* walk(child)
}

/** `file:line`, as editors open it. */
export function placeOf({ file, tree }: Parsed, node: ts.Node): string {
  return `${file}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`
}
