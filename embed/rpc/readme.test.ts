/** The examples of README.md, held to our types and run in a browser between two origins. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { openBrowser, openPage, openSite } from '../test/browser.ts'
import { bundle } from '../test/bundle.ts'

const folder = import.meta.dirname
const [contract = '', page = '', frame = ''] = [
  ...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g),
].map(([, code]) => code)
const examples: Readonly<Record<string, string>> = {
  [join(folder, 'contract.ts')]: contract,
  [join(folder, 'example-page.ts')]: page,
  [join(folder, 'example-frame.ts')]: frame,
}

it('has examples that are true to the types', () => {
  const root = join(folder, '../..')
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root)
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => file in examples || fileExists(file)
  host.readFile = (file) => examples[file] ?? readFile(file)
  host.getSourceFile = (file, ...more) =>
    file in examples
      ? ts.createSourceFile(file, examples[file]!, options.target ?? ts.ScriptTarget.ESNext)
      : getSourceFile(file, ...more)
  const problems = ts.getPreEmitDiagnostics(ts.createProgram(Object.keys(examples), options, host))
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
})

it('has examples that work', async () => {
  const withoutTypes = (code: string) => ts.transpile(code, { target: ts.ScriptTarget.ES2022 })
  const frames = await openSite({})
  const hosts = await openSite({})
  const browser = await openBrowser()
  try {
    const script = async (code: string) => {
      const own = code
        .replaceAll('https://frames.example', `http://localhost:${frames.port}`)
        .replace(/^export const (\{ heard \}|stop) = /m, 'const $1 = globalThis.told = ')
      const { imports, body } = split(withoutTypes(own))
      return bundle({ source: `${imports}\n;(async () => {${body}})()` })
    }
    frames.routes['/'] = { body: `<!doctype html><body><script>${await script(frame)}</script>` }
    hosts.routes['/'] = { body: `<!doctype html><body><script>${await script(page)}</script>` }
    const { page: tab, errors } = await openPage(browser)
    await tab.goto(`http://127.0.0.1:${hosts.port}/`)
    const inside = await tab.waitForFrame((one) => one.url().includes(`localhost:${frames.port}`))
    await inside.waitForFunction('globalThis.told')
    expect(await inside.evaluate('told')).toEqual({ heard: true })
    await inside.waitForFunction(`document.body.style.color === 'teal'`)
    expect(errors).toEqual([])
  } finally {
    await browser.close()
    await Promise.all([frames.close(), hosts.close()])
  }
}, 60_000)

/** A classic script has no waiting at its top: imports before, all else inside a function. */
function split(code: string): { imports: string; body: string } {
  const lines = code.split('\n')
  const isImport = (line: string) => line.startsWith('import ')
  return {
    imports: lines.filter(isImport).join('\n'),
    body: lines.filter((line) => !isImport(line) && line !== 'export {};').join('\n'),
  }
}
