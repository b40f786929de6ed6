/** File names say what is inside: kebab-case, and none of the words that say nothing. */
import { listFiles } from '../source-files.ts'

const empty = /(^|[-.])(utils?|helpers?|common|misc|stuff|manager|base|new|old|v\d+)([-.]|$)/
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/
const migration = /^\d{4}_[a-z0-9]+(_[a-z0-9]+)*\.ts$/

export function check(root = process.cwd()): string[] {
  const files = listFiles(root, '**/*.{ts,mjs,js,css,html,json}').filter((file) => !file.startsWith('.'))
  const folders = [...new Set(files.flatMap((file) => file.split('/').slice(0, -1)))]
  return [...files.flatMap(judgeFile), ...folders.flatMap(judgeFolder)]
}

function judgeFile(file: string): string[] {
  const name = file.split('/').at(-1) ?? ''
  if (name.startsWith('.')) return []
  if (/^migrations\/[^/]+\.ts$/.test(file) && !file.endsWith('.test.ts'))
    return migration.test(name) ? [] : [`${file}: a migration is named NNNN_what.ts`]
  if (!kebab.test(name)) return [`${file}: file names are kebab-case`]
  if (empty.test(name.replace(/\.[a-z]+$/, ''))) return [`${file}: the name does not say what is inside`]
  return []
}

function judgeFolder(name: string): string[] {
  if (!kebab.test(name)) return [`${name}/: folder names are kebab-case`]
  return empty.test(name) ? [`${name}/: the name does not say what is inside`] : []
}

if (import.meta.main) for (const problem of check()) console.error(problem)
