import { describe, expect, it } from 'vitest'
import { countOf, countVitest } from './test.ts'

describe('counting', () => {
  it('takes the counts of a run as they are', () => {
    expect(countOf(0, { passed: 3, failed: 0 })).toEqual({ passed: 3, failed: 0 })
    expect(countOf(1, { passed: 3, failed: 2 })).toEqual({ passed: 3, failed: 2 })
  })

  it('counts a crash as a failure though every test passed', () => {
    expect(countOf(1, { passed: 3, failed: 0 })).toEqual({ passed: 3, failed: 1 })
  })

  it('counts a run without tests as a failure', () => {
    expect(countOf(0, { passed: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 })
  })

  it('counts a file that could not be loaded as a failed test', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ]
    expect(countVitest({ numPassedTests: 2, numFailedTests: 1, testResults })).toEqual({ passed: 2, failed: 2 })
  })
})
