import { describe, expect, it } from 'vitest'
import { createLog } from './create-log.ts'

function createStand() {
  const lines: string[] = []
  const log = createLog('debug', { write: (line: string) => void lines.push(line) })
  return { log, text: () => lines.join('') }
}

const marker = 'hunter2-marker'

describe('the log', () => {
  it.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'password',
    'passwordHash',
    'refresh_token',
    'accessToken',
    'clientSecret',
    'apiKey',
    'email',
  ])('never shows what stands under %s, however deep', (name) => {
    const { log, text } = createStand()
    log.info({ [name]: marker, request: { headers: { [name]: marker }, parts: [{ [name]: [marker] }] } }, 'x')
    const error = Object.assign(new Error('refused'), { [name]: marker, config: { [name]: marker } })
    log.error({ err: error }, 'failed')
    expect(text()).not.toContain(marker)
    expect(text()).toContain('[redacted]')
  })

  it('never shows keys, tokens and addresses that stand in a text, nor what PostgreSQL tells of a row', () => {
    const { log, text } = createStand()
    const secrets = ['dm_sk_live_Abc123Def456', 'Bearer abc.def-ghi', 'ada.lovelace@example.com']
    for (const secret of secrets) {
      log.info(`with ${secret}`)
      log.info({ note: `with ${secret}`, err: new Error(`with ${secret}`, { cause: new Error(secret) }) })
    }
    log.error({ err: Object.assign(new Error('duplicate'), { detail: `Key (email)=(${marker})`, where: marker }) })
    log.warn({ url: `postgres://dramac:${marker}@127.0.0.1/dramac` })
    for (const secret of [...secrets, marker]) expect(text()).not.toContain(secret)
  })

  it('shows everything else', () => {
    const { log, text } = createStand()
    log.info({ requestId: 'a-b-c', site: 'x', ms: 1.5, at: new Date(0), ok: true, none: null }, 'request')
    expect(JSON.parse(text())).toMatchObject({
      requestId: 'a-b-c',
      site: 'x',
      ms: 1.5,
      at: '1970-01-01T00:00:00.000Z',
      ok: true,
      none: null,
      msg: 'request',
    })
  })
})
