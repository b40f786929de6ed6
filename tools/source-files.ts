/** Our own files: what the repository would hold, without what is installed, built or kept by a run. */
import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

const foreign = new Set(['node_modules', '.git', '.dramac', '.cache', 'dist', 'coverage'])

/** Paths below `root` with forward slashes, sorted. */
export function listFiles(root: string, pattern: string | string[]): string[] {
  return globSync(pattern, { cwd: root, exclude: (path) => foreign.has(path.split(/[\\/]/).at(-1) ?? '') })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => !file.split('/').some((part) => foreign.has(part)))
    .toSorted()
}

export const readSource = (root: string, file: string): string => readFileSync(join(root, file), 'utf8')

export const isTest = (file: string): boolean => /\.(test|wtr)\.ts$/.test(file) || /(^|\/)test\//.test(file)

export interface Token {
  readonly kind: 'code' | 'comment' | 'text'
  readonly value: string
  readonly line: number
}

/** Splits TypeScript into code, comments and the contents of literals; regular expressions count as code. */
export function tokenize(source: string): Token[] {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?{};\n]\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g
  const tokens: Token[] = []
  let end = 0
  let line = 1
  const add = (kind: Token['kind'], value: string) => {
    if (value !== '') tokens.push({ kind, value, line })
    line += value.split('\n').length - 1
  }
  for (const { 0: value, index } of source.matchAll(pattern)) {
    add('code', source.slice(end, index))
    if (/^['"`]/.test(value)) add('text', value)
    else if (/^\/[/*]/.test(value)) add('comment', value)
    else add('code', value.replaceAll(/[^\n]/g, ' '))
    end = index + value.length
  }
  add('code', source.slice(end))
  return tokens
}
