/** The ear over a network that breaks, at a real database. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectionUrls } from '../../server/test/site.ts'
import { openLine, type Line } from '../../test/setup/line.ts'
import { openListener, type Listener } from './listener.ts'

let line: Line
let listener: Listener
let speaker: pg.Client
const heard: string[] = []
const waits: number[] = []
let lastReason = ''
let resumed = 0

beforeAll(async () => {
  const { app } = connectionUrls()
  const url = new URL(app)
  line = await openLine(Number(url.port))
  url.port = String(line.port)
  speaker = new pg.Client({ connectionString: app })
  await speaker.connect()
  listener = await openListener({
    url: url.href,
    channel: 'a "quoted" channel',
    onNotice: (text) => heard.push(text),
    onLost(reason, againMs) {
      lastReason = reason.message
      waits.push(againMs)
    },
    onResumed: () => resumed++,
  })
})
afterAll(async () => {
  await Promise.all([listener.close(), speaker.end()])
  await line.close()
})

const say = (text: string) => speaker.query('select pg_notify($1, $2)', ['a "quoted" channel', text])

describe('a listener', () => {
  it('hears its channel', async () => {
    await say('one')
    await expect.poll(() => heard).toEqual(['one'])
  })

  it('tries ever more slowly while the database is away, says so, and listens again', async () => {
    line.set('down')
    const first = () => waits.slice(0, 5)
    await expect.poll(first, { timeout: 10_000 }).toEqual([100, 200, 400, 800, 1_600])
    expect(resumed).toBe(0)
    line.set('up')
    await expect.poll(() => resumed, { timeout: 10_000 }).toBe(1)
    await say('two')
    await expect.poll(() => heard).toEqual(['one', 'two'])
  })

  it('starts its waits anew after each return', async () => {
    waits.length = 0
    line.set('down')
    line.set('up')
    await expect.poll(() => resumed, { timeout: 10_000 }).toBe(2)
    expect(waits).toEqual([100])
  })

  it('says why it was ended', async () => {
    const ear = `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen "a ""quoted%'`
    expect((await speaker.query(ear)).rowCount).toBe(1)
    await expect.poll(() => resumed, { timeout: 10_000 }).toBe(3)
    expect(lastReason).toContain('administrator command')
  })

  it('that cannot connect at first says so', async () => {
    const options = {
      url: `postgres://nobody@127.0.0.1:1/none`,
      channel: 'x',
      onNotice() {},
      onLost() {},
      onResumed() {},
    }
    await expect(openListener(options)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('that was closed comes back no more', async () => {
    await listener.close()
    waits.length = 0
    line.set('down')
    line.set('up')
    await say('three')
    await new Promise((settle) => setTimeout(settle, 300))
    expect([waits, resumed, heard]).toEqual([[], 3, ['one', 'two']])
  })
})
