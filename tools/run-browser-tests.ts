/** Runs @web/test-runner with this repository's configuration and writes its counts into the file named. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultReporter, startTestRunner } from '@web/test-runner'
import type { Reporter, TestSession, TestSuiteResult } from '@web/test-runner-core'

function counter(file: string): Reporter {
  return {
    onTestRunFinished({ sessions }) {
      const counts = sessions.map(countSession)
      const sum = (pick: 'passed' | 'failed') => counts.reduce((total, count) => total + count[pick], 0)
      writeFileSync(file, JSON.stringify({ passed: sum('passed'), failed: sum('failed') }))
    },
  }
}

/** A page that broke, or that had no test, is itself a failed one. */
function countSession({ testResults, errors, passed: sound }: TestSession) {
  const tests = testResults ? listTests(testResults).filter((test) => !test.skipped) : []
  const failed = tests.filter((test) => !test.passed).length
  const broken = errors.length > 0 || tests.length === 0 || (sound === false && failed === 0)
  return { passed: tests.length - failed, failed: failed + (broken ? 1 : 0) }
}

const listTests = (suite: TestSuiteResult): TestSuiteResult['tests'] => [
  ...suite.tests,
  ...suite.suites.flatMap(listTests),
]

const file = process.argv[2]
if (!file) throw new Error('usage: run-browser-tests.ts <report.json>')
await startTestRunner({
  argv: [],
  config: {
    reporters: [defaultReporter({ reportTestProgress: process.stdout.isTTY }), counter(join(process.cwd(), file))],
  },
})
