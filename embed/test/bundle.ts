/** Bundles a browser entry in memory, minified like the published file. Types are the checker's business. */
import { nodeResolve } from '@rollup/plugin-node-resolve'
import terserPlugin from '@rollup/plugin-terser'
import { rollup, type Plugin } from 'rollup'
import ts from 'typescript'

// safe: its types are written for CommonJS, its module is not
const terser = terserPlugin as unknown as typeof terserPlugin.default

const stripTypes: Plugin = {
  name: 'strip-types',
  transform(code, id) {
    if (!id.endsWith('.ts')) return null
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    })
    return { code: outputText, map: null }
  },
}

const root = new URL('../../', import.meta.url).pathname

/** One entry: a file below the repository's root, or source text that imports by package name. */
export type Entry = { file: string } | { source: string }

/** A classic script; `name` is the global its exports become. */
export async function bundle(entry: Entry, name = 'bundled'): Promise<string> {
  const id = 'file' in entry ? root + entry.file : root + 'embed/test/entry.ts'
  const virtual: Plugin = {
    name: 'entry',
    load: (wanted) => ('source' in entry && wanted === id ? entry.source : null),
    resolveId: (wanted) => (wanted === id ? id : null),
  }
  const build = await rollup({
    input: id,
    plugins: [virtual, nodeResolve({ extensions: ['.ts', '.mjs', '.js'], browser: true }), stripTypes],
    onwarn(warning) {
      if (warning.code !== 'CIRCULAR_DEPENDENCY') throw new Error(warning.message)
    },
  })
  const { output } = await build.generate({
    format: 'iife',
    name,
    intro: `const DM_VERSION='1.0.0'`,
    plugins: [terser({ ecma: 2020, compress: { passes: 3, unsafe_arrows: true, pure_getters: true }, mangle: true })],
  })
  await build.close()
  return output[0].code
}
