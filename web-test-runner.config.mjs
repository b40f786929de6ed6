/** Component tests: `*.wtr.ts` beside the element, in a real Chromium. `npm test` names it by CHROME_PATH. */
import { esbuildPlugin } from '@web/dev-server-esbuild'
import { chromeLauncher } from '@web/test-runner-chrome'
import { findBrowser } from './tools/browser.ts'

const { path: executablePath, args } = await findBrowser()

export default {
  files: ['{components,modules,embed}/**/*.wtr.ts'],
  nodeResolve: true,
  concurrency: 2,
  testFramework: { config: { timeout: 10_000 } },
  browsers: [chromeLauncher({ launchOptions: { executablePath, args } })],
  // Fields keep their standard meaning: Lit's properties are declared, not defined.
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' })],
}
