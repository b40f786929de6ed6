/** Finds the first-party modules: every folder of modules/ with a manifest. Nothing here knows their names. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Manifest } from '@dramac/contract/manifest'
import { listMismatches, type Module, type ModuleServer } from '@dramac/core/modules/module'

export async function loadModules(root: string): Promise<ReadonlyMap<string, Module>> {
  const folder = join(root, 'modules')
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'manifest.ts')))
  const modules = await Promise.all(names.map((name) => loadModule(join(folder, name))))
  return new Map(modules.map((module) => [module.manifest.slug, module]))
}

async function loadModule(folder: string): Promise<Module> {
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href)
  const [{ manifest }, { server }] = (await Promise.all([load('manifest.ts'), load('server/index.ts')])) as [
    { manifest: Manifest },
    { server: ModuleServer },
  ] // both are checked below
  const mismatches = listMismatches({ manifest, server })
  if (mismatches.length > 0) throw new Error(`module ${manifest.slug}: ${mismatches.join('; ')}`)
  return { manifest, server }
}
