/**
 * Words of TypeScript that we do without: those that Node cannot strip, those that hide where a thing comes
 * from, names that say nothing, and a message sent to whoever happens to listen.
 */
import ts from 'typescript'
import { parseSource, placeOf, walk } from '../parse-source.ts'
import { isTest, listFiles } from '../source-files.ts'

type Rule = [problem: string, isBroken: (node: ts.Node, file: string) => boolean]

/** The version of a UUID is part of its standard's name. */
const emptyName = /(Manager|Helpers?|Utils?|Misc)$|^Base[A-Z]|[a-z](?<![uU]uid)V\d+$/

const rules: Rule[] = [
  ['no enum: use a union, or a const object', ts.isEnumDeclaration],
  ['no namespace: a file is one', (node) => ts.isModuleDeclaration(node) && isNamespace(node)],
  ['no decorators: Node cannot strip them', ts.isDecorator],
  ['no accessor: Node cannot strip it', (node) => node.kind === ts.SyntaxKind.AccessorKeyword],
  ['no parameter properties', (node) => ts.isParameter(node) && isProperty(node)],
  ['no default export: a name is the same everywhere', (node, file) => isDefaultExport(node) && !isConfig(file)],
  ['the name does not say what it is', (node) => emptyName.test(declaredName(node))],
  ['a message is posted to one origin, never to any', (node, file) => isPostedToAny(node) && !isTest(file)],
]

export function check(root = process.cwd()): string[] {
  return listFiles(root, '**/*.ts').flatMap((file) => {
    const parsed = parseSource(root, file)
    return [...walk(parsed.tree)].flatMap((node) =>
      rules.filter(([, isBroken]) => isBroken(node, file)).map(([problem]) => `${placeOf(parsed, node)}: ${problem}`),
    )
  })
}

/** Tools that read a configuration ask for its default export. */
const isConfig = (file: string) => /(^|\/)[\w.-]+\.config\.ts$/.test(file)

/** What adds to the types of a library or of the platform has no other form. */
const isNamespace = (node: ts.ModuleDeclaration) =>
  !ts.isStringLiteral(node.name) && (node.flags & ts.NodeFlags.GlobalAugmentation) === 0

const propertyWords = [
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
]

const isProperty = (node: ts.ParameterDeclaration) =>
  node.modifiers?.some(({ kind }) => propertyWords.includes(kind)) === true

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return node.kind === ts.SyntaxKind.DefaultKeyword
}

function declaredName(node: ts.Node): string {
  const declares =
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node)
  return declares ? (node.name?.text ?? '') : ''
}

function isPostedToAny(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
  return node.expression.name.text === 'postMessage' && node.arguments.slice(1).some(isAnyOrigin)
}

function isAnyOrigin(argument: ts.Expression): boolean {
  if (ts.isStringLiteralLike(argument)) return argument.text === '*'
  if (!ts.isObjectLiteralExpression(argument)) return false
  return argument.properties.some((property) => ts.isPropertyAssignment(property) && isAnyOrigin(property.initializer))
}

if (import.meta.main) for (const problem of check()) console.error(problem)
