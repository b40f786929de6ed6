/** Documents stay few, short and alive: no reports and plans, no broken links, no scripts that do not exist. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listFiles, readSource } from '../source-files.ts'

const allowed =
  /^(README\.md|docs\/(decisions\/\d{4}-[a-z0-9-]+|guides\/[a-z0-9-]+|[a-z0-9-]+)\.md|([\w-]+\/){1,3}README\.md|(LICENSE|CHANGELOG|CONTRIBUTING|SECURITY)\.md)$/
const passing = /(^|[-_/.])(plan|report|status|todo|notes?|summary|progress|prompt)s?([-_.]|$)/i
const maxReadmeLines = 120

export function check(root = process.cwd()): string[] {
  return listFiles(root, '**/*.md').flatMap((file) => {
    const text = readSource(root, file)
    return [
      ...(allowed.test(file) ? [] : [`${file}: documents live in docs/ or are a folder's README.md`]),
      ...(passing.test(file) ? [`${file}: plans and reports are not kept here`] : []),
      ...(file === 'README.md' && text.trimEnd().split('\n').length > maxReadmeLines
        ? [`${file}: more than ${maxReadmeLines} lines`]
        : []),
      ...listBrokenLinks(root, file, text),
      ...listUnknownScripts(root, file, text),
    ]
  })
}

function listBrokenLinks(root: string, file: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(root, dirname(file), target)))
    .map((target) => `${file}: links to ${target}, which does not exist`)
}

function listUnknownScripts(root: string, file: string, text: string): string[] {
  const path = join(root, 'package.json')
  if (!existsSync(path)) return []
  const { scripts = {} } = JSON.parse(readSource(root, 'package.json')) as { scripts?: Record<string, string> } // npm's format
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)]
    .map(([, run, short]) => run ?? short ?? '')
    .filter((name) => !(name in scripts))
    .map((name) => `${file}: there is no script "${name}"`)
}

if (import.meta.main) for (const problem of check()) console.error(problem)
