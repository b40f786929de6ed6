/**
 * `npm test`: everything that proves something, one after another, and at the end one line `N passed, N failed`.
 * A part that crashes, or that had tests to run and ran none, counts as a failure.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { printCheck, runChecks } from './check.ts'
import { provide } from './needs.ts'
import { endWithPrograms, root, runProgram } from './run-program.ts'

export interface Count {
  passed: number
  failed: number
}

const vitestReport = '.cache/vitest.json'
const browserReport = '.cache/browser-tests.json'

type Part = [title: string, run: () => Promise<Count>]

const parts: Part[] = [
  ['static checks', countChecks],
  ['what browsers load', buildCdn],
  ['unit, API and whole-system tests', runVitest],
  ['tests in a browser', runBrowserTests],
]

async function main(): Promise<void> {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const total: Count = { passed: 0, failed: 0 }
  for (const [title, run] of parts) {
    console.log(`\n== ${title}`)
    const { passed, failed } = await run().catch((error: Error) => {
      console.error(error.message)
      return { passed: 0, failed: 1 }
    })
    total.passed += passed
    total.failed += failed
  }
  if (total.passed + total.failed === 0) total.failed = 1
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

async function countChecks(): Promise<Count> {
  const results = await runChecks()
  results.forEach(printCheck)
  const failed = results.filter(({ problems }) => problems.length > 0).length
  return { passed: results.length - failed, failed }
}

async function buildCdn(): Promise<Count> {
  if (!existsSync(join(root, 'cdn/build.ts'))) return { passed: 0, failed: 0 }
  const { code } = await runProgram(['cdn/build.ts'], { stream: true })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function runVitest(): Promise<Count> {
  await provide(['browser', 'redis'])
  rmSync(join(root, vitestReport), { force: true })
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`]
  const { code } = await runProgram(['node_modules/vitest/vitest.mjs', 'run', ...report], { stream: true })
  return countOf(code, readReport(vitestReport, countVitest))
}

async function runBrowserTests(): Promise<Count> {
  const files = globSync('**/*.wtr.ts', { cwd: root, exclude: (name) => name.endsWith('node_modules') })
  if (files.length === 0) return { passed: 0, failed: 0 }
  await provide(['browser'])
  rmSync(join(root, browserReport), { force: true })
  const { code } = await runProgram(['tools/run-browser-tests.ts', browserReport], { stream: true })
  return countOf(
    code,
    readReport(browserReport, (report) => report as Count),
  ) // written by run-browser-tests.ts
}

/** An exit code that says "failed" is believed even when no single test failed; so is the absence of tests. */
export function countOf(code: number, { passed, failed }: Count): Count {
  const crashed = (code !== 0 && failed === 0) || passed + failed === 0
  return { passed, failed: crashed ? 1 : failed }
}

function readReport(file: string, count: (report: unknown) => Count): Count {
  const path = join(root, file)
  return existsSync(path) ? count(JSON.parse(readFileSync(path, 'utf8'))) : { passed: 0, failed: 0 }
}

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** A file that could not even be loaded has no failed test, and is one. */
export function countVitest(report: unknown): Count {
  const { numPassedTests, numFailedTests, testResults } = report as VitestReport // vitest's documented JSON
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return { passed: numPassedTests, failed: numFailedTests + broken.length }
}

if (import.meta.main) {
  endWithPrograms()
  await main()
}
