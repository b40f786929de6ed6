import { describe, expect, it } from 'vitest'
import { createHealth } from './health.ts'

const at = (second: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, second))

function createStand() {
  let second = 0
  const health = createHealth({ release: '1.2.3', clock: () => at(second) })
  return { health, to: (next: number) => void (second = next) }
}

describe('a line of health', () => {
  it('keeps since when it is as it is, and the last word of what went wrong', async () => {
    const { health, to } = createStand()
    const line = health.tell('queue', { needed: true })
    to(5)
    line.away(Object.assign(new Error('password of db.internal refused'), { code: '28P01' }))
    to(6)
    line.away(Object.assign(new Error('still'), { code: 'ECONNREFUSED' }))
    expect(await health.report()).toMatchObject({
      status: 'away',
      release: '1.2.3',
      connections: { queue: { state: 'away', since: at(5).toISOString(), lastError: 'ECONNREFUSED' } },
    })
    to(9)
    line.ok()
    const { status, connections } = await health.report()
    expect(status).toBe('ok')
    expect(connections['queue']).toEqual({
      state: 'ok',
      since: at(9).toISOString(),
      needed: true,
      lastError: 'ECONNREFUSED',
      lastErrorAt: at(6).toISOString(),
    })
  })

  it('that nobody needs makes nothing unready, and one that was never set up is off', async () => {
    const { health } = createStand()
    health.tell('redis', { needed: false }).away(new TypeError('x'))
    health.tell('mail', { needed: false, state: 'off' })
    const { status, connections } = await health.report()
    expect([status, connections['redis']?.lastError, connections['mail']?.state]).toEqual(['ok', 'TypeError', 'off'])
  })

  it('that is asked is asked once for all who look at the same moment, and never waited for long', async () => {
    const { health } = createStand()
    let asked = 0
    health.ask('database', {
      needed: true,
      check: () => {
        asked += 1
        return new Promise(() => {})
      },
    })
    const reports = await Promise.all([health.report(), health.report()])
    expect(reports.map(({ connections }) => connections['database']?.lastError)).toEqual(['ETIMEDOUT', 'ETIMEDOUT'])
    expect(asked).toBe(1)
  })
})
