/** One word for all that a build depends on: when it is unchanged, so is what would be built. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folders = ['contract/wire', 'contract/document', 'embed', 'components', 'modules', 'cdn']
const skipped = new Set(['node_modules', 'dist', 'server', 'test'])

export function stampSources(root: string): string {
  const hash = createHash('sha256')
  const add = (path: string) => {
    const content = readFileSync(join(root, path))
    // With lengths, so that no two trees read alike.
    hash.update(`${path.length} ${path} ${content.length} `).update(content)
  }
  const visit = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (skipped.has(entry.name) || /\.(test|wtr)\.ts$/.test(entry.name)) continue
      if (entry.isDirectory()) visit(`${folder}/${entry.name}`)
      else add(`${folder}/${entry.name}`)
    }
  }
  if (existsSync(join(root, 'package-lock.json'))) add('package-lock.json')
  for (const folder of folders) if (existsSync(join(root, folder))) visit(folder)
  return hash.digest('hex')
}
