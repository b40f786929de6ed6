/**
 * A cast is a claim that nobody checks. Their number in casts.json may only fall; whoever must raise it does
 * so there, where a reviewer sees it. `node tools/checks/casts.ts --write` lowers it to what there is.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { parseSource, walk } from '../parse-source.ts'
import { isTest, listFiles, readSource } from '../source-files.ts'

interface Casts {
  readonly any: number
  readonly as: number
}

const ratchet = 'tools/checks/casts.json'

export function check(root = process.cwd()): string[] {
  const found = countCasts(root)
  const allowed = readRatchet(root)
  return (['any', 'as'] as const)
    .filter((kind) => found[kind] > allowed[kind])
    .map((kind) => `${found[kind]} times "${kind}" outside of tests, at most ${allowed[kind]} (${ratchet})`)
}

function countCasts(root: string): Casts {
  const files = listFiles(root, '**/*.ts').filter((file) => !isTest(file))
  const nodes = files.flatMap((file) => [...walk(parseSource(root, file).tree)])
  return {
    any: nodes.filter(({ kind }) => kind === ts.SyntaxKind.AnyKeyword).length,
    as: nodes.filter((node) => ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)).length,
  }
}

function readRatchet(root: string): Casts {
  if (!existsSync(join(root, ratchet))) return { any: 0, as: 0 }
  return JSON.parse(readSource(root, ratchet)) as Casts // written below
}

/** @returns what is allowed from now on: never more than before, unless nothing was recorded yet. */
export function lowerRatchet(root: string): Casts {
  const found = countCasts(root)
  const before = existsSync(join(root, ratchet)) ? readRatchet(root) : found
  const after = { any: Math.min(found.any, before.any), as: Math.min(found.as, before.as) }
  writeFileSync(join(root, ratchet), `${JSON.stringify(after)}\n`)
  return after
}

if (import.meta.main) {
  if (process.argv.includes('--write')) console.log(lowerRatchet(process.cwd()))
  else for (const problem of check()) console.error(problem)
}
