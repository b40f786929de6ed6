/** Everybody installs the same: exact versions, a lock that names no host and fits every platform. */
import { dirname, join } from 'node:path'
import { listFiles, readSource } from '../source-files.ts'

interface Package {
  readonly name?: string
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const exact = /^\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.]+)?$/

export function check(root = process.cwd()): string[] {
  return [
    ...listFiles(root, '**/package.json').flatMap((file) => checkVersions(root, file)),
    ...listFiles(root, '**/package-lock.json').flatMap((file) => checkLock(root, file)),
  ]
}

function checkVersions(root: string, file: string): string[] {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readSource(root, file)) as Package // npm's format
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([name, version]) => !exact.test(version) && !(name.startsWith('@dramac/') && version === '*'))
    .map(([name, version]) => `${file}: ${name} is "${version}", not one exact version`)
}

function checkLock(root: string, file: string): string[] {
  const text = readSource(root, file)
  const { packages } = JSON.parse(text) as { packages: Record<string, Package> } // npm's format
  return [
    ...[...text.matchAll(/"(resolved)": "([a-z+]+:\/\/[^"]+)"/g)].map(
      ([, , url]) => `${file}: names the host of ${url}`,
    ),
    ...listMissing(packages).map((problem) => `${file}: ${problem}`),
    ...listUnproven(packages).map((path) => `${file}: ${path} has no integrity`),
    ...checkDeclared(root, file, packages),
  ]
}

/** What is optional here is the one that another platform needs. */
function listMissing(packages: Readonly<Record<string, Package>>): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isFound(packages, path, name))
      .map((name) => `${name}, optional to ${path || 'the root'}, has no entry`),
  )
}

/** As Node looks for it: in the package's own folder, then in each one around it. */
function isFound(packages: Readonly<Record<string, Package>>, from: string, name: string): boolean {
  for (let path = from; ; path = path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/')))) {
    if (join(path, 'node_modules', name).replaceAll('\\', '/') in packages) return true
    if (!path.includes('/node_modules/')) return `node_modules/${name}` in packages
  }
}

function listUnproven(packages: Readonly<Record<string, Package>>): string[] {
  return Object.entries(packages)
    .filter(([path, { link, integrity }]) => path.includes('node_modules/') && !link && integrity === undefined)
    .map(([path]) => path)
}

/** The lock was made from this package.json, not from an earlier one. */
function checkDeclared(root: string, file: string, packages: Readonly<Record<string, Package>>): string[] {
  const manifest = join(dirname(file), 'package.json')
  const declared = JSON.parse(readSource(root, manifest)) as Package // npm's format
  const locked = packages['']
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const
  return kinds.flatMap((kind) =>
    Object.entries(declared[kind] ?? {})
      .filter(([name, version]) => locked?.[kind]?.[name] !== version)
      .map(([name, version]) => `${file}: lacks ${name} ${version} of package.json`),
  )
}

if (import.meta.main) for (const problem of check()) console.error(problem)
