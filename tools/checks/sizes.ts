/** A file of more lines than a person reads in one go holds more than one idea. */
import { listFiles, readSource } from '../source-files.ts'

const maxLines = 400

export function check(root = process.cwd()): string[] {
  return listFiles(root, '**/*.{ts,mjs,css}').flatMap((file) => {
    const lines = readSource(root, file).trimEnd().split('\n').length
    return lines > maxLines ? [`${file}: ${lines} lines, at most ${maxLines}`] : []
  })
}

if (import.meta.main) for (const problem of check()) console.error(problem)
