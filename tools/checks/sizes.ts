/** A file of more lines than a person reads in one go holds more than one idea. */
import { listFiles, readSource } from '../source-files.ts'

const maxLines = 400
const aimedLines = 250

export function check(root = process.cwd()): string[] {
  return listLongerThan(root, maxLines).map(([file, lines]) => `${file}: ${lines} lines, at most ${maxLines}`)
}

export function listNotes(root = process.cwd()): string[] {
  return listLongerThan(root, aimedLines).map(([file, lines]) => `${file}: ${lines} lines, aim at ${aimedLines}`)
}

function listLongerThan(root: string, limit: number): [file: string, lines: number][] {
  return listFiles(root, '**/*.{ts,mjs,css}')
    .map((file): [string, number] => [file, readSource(root, file).trimEnd().split('\n').length])
    .filter(([, lines]) => lines > limit)
}

if (import.meta.main) for (const problem of check()) console.error(problem)
