/** Rollup runs: classic scripts that stand alone, and one graph of modules with shared, hashed chunks. */
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terserPlugin from '@rollup/plugin-terser'
import typescriptPlugin from '@rollup/plugin-typescript'
import { rollup, type OutputChunk, type Plugin, type RollupOptions } from 'rollup'
import { shrinkTemplates } from './shrink-templates.ts'

// Both packages declare a default export that their own files also carry under `module.exports`.
const terser = terserPlugin as unknown as (typeof terserPlugin)['default']
const typescript = typescriptPlugin as unknown as (typeof typescriptPlugin)['default']

function plugins(root: string): Plugin[] {
  return [
    nodeResolve({ extensions: ['.ts', '.mjs', '.js'], browser: true, exportConditions: ['production', 'browser'] }),
    // Types are the checker's business: its options there neither resolve nor check, they only strip.
    typescript({ tsconfig: `${root}/cdn/tsconfig.json`, filterRoot: root, include: [`${root}/**/*.ts`] }),
    shrinkTemplates(),
  ]
}

const minify = () =>
  terser({ ecma: 2020, module: true, compress: { passes: 3, unsafe_arrows: true, pure_getters: true }, mangle: true })

const onwarn: RollupOptions['onwarn'] = (warning) => {
  // TS5096: `.ts` in imports is meant for programs that resolve them themselves, as rollup does here.
  if (warning.pluginCode === 'TS5096') return
  if (warning.code === 'CIRCULAR_DEPENDENCY' || warning.code === 'THIS_IS_UNDEFINED') return
  throw new Error(`${warning.code ?? 'warning'}: ${warning.message}`)
}

export interface ScriptOptions {
  readonly root: string
  readonly file: string
  readonly version: string
}

/** One classic script without imports or globals of its own. */
export async function bundleScript({ root, file, version }: ScriptOptions): Promise<string> {
  const build = await rollup({
    input: `${root}/${file}`,
    plugins: plugins(root),
    onwarn,
    external: (id) => /^https?:/.test(id),
  })
  const { output } = await build.generate({
    format: 'iife',
    intro: `const DM_VERSION=${JSON.stringify(version)}`,
    plugins: [minify()],
    inlineDynamicImports: true,
  })
  await build.close()
  return output[0].code.trimEnd()
}

export interface GraphOptions {
  readonly root: string
  /** Chunk name to entry file. */
  readonly entries: Readonly<Record<string, string>>
}

/** Modules with shared chunks; lit stands in one of its own, so that a page loads it once. */
export async function bundleGraph({ root, entries }: GraphOptions): Promise<OutputChunk[]> {
  const input = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, `${root}/${file}`]))
  const build = await rollup({ input, plugins: plugins(root), onwarn, preserveEntrySignatures: 'strict' })
  const { output } = await build.generate({
    format: 'es',
    plugins: [minify()],
    entryFileNames: 'assets/[name].[hash].js',
    chunkFileNames: 'assets/[name].[hash].js',
    hashCharacters: 'base36',
    manualChunks: (id) => (/node_modules\/(@lit|lit)[-/]/.test(id) || /node_modules\/lit/.test(id) ? 'lit' : undefined),
  })
  await build.close()
  return output.filter((chunk) => chunk.type === 'chunk')
}
