import { describe, expect, it } from 'vitest'
import { reportErrors, type ErrorReport } from './report-errors.ts'

function createStand() {
  const target = new EventTarget()
  const reports: ErrorReport[] = []
  const end = reportErrors({ target, send: (report) => reports.push(report) })
  const happen = (error: unknown) => target.dispatchEvent(Object.assign(new Event('error'), { error }))
  const reject = (reason: unknown) => target.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }))
  return { reports, end, happen, reject }
}

describe('an error that nobody handled', () => {
  it('is reported once a session, cut to what the server takes', () => {
    const { reports, happen, reject } = createStand()
    const error = new TypeError('x'.repeat(900))
    happen(error)
    happen(error)
    reject('a word')
    expect(reports.map(({ name, message }) => [name, message.length])).toEqual([
      ['TypeError', 500],
      ['Error', 6],
    ])
    expect(reports[1]).toEqual({ name: 'Error', message: 'a word' })
  })

  it('is one of few that are reported, and of none after the end', () => {
    const { reports, end, happen } = createStand()
    for (let index = 0; index < 30; index++) happen(new Error(`number ${index}`))
    expect(reports).toHaveLength(10)
    end()
    happen(new Error('late'))
    expect(reports).toHaveLength(10)
  })
})
