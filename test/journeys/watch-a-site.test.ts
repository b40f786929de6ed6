/** A page of the dashboard watches its site in a real browser, over a network that breaks. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { ConnectionUrls } from '@dramac/core/db/prepare'
import pg from 'pg'
import type { Browser, HTTPRequest, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as feedModule from '../../components/app/watch-events.ts'
import { bundle } from '../../embed/test/bundle.ts'
import { openBrowser } from '../setup/browser.ts'
import { freePort, startProgram, type Program } from '../setup/global.ts'
import { openLine, type Line } from '../setup/line.ts'

let program: Program
let line: Line
let browser: Browser
let page: Page
/** Requests for events, ever and by now. */
let streams = 0
let openStreams = 0

beforeAll(async () => {
  const port = await freePort()
  program = await startProgram({ DRAMAC_APP_ORIGIN: `http://localhost:${port}` })
  line = await openLine(program.port, port)
  browser = await openBrowser()
  page = await browser.newPage()
  await page.setBypassCSP(true) // for the script below; the connection is not the policy's concern
  const isStream = (request: HTTPRequest) => request.url().includes('/events')
  page.on('request', (request) => {
    if (!isStream(request)) return
    streams += 1
    openStreams += 1
  })
  for (const end of ['requestfailed', 'requestfinished'] as const) {
    page.on(end, (request) => (openStreams -= isStream(request) ? 1 : 0))
  }
  await page.goto(`http://localhost:${port}/`)
  await page.addScriptTag({ content: await bundle({ file: 'components/app/watch-events.ts' }, 'feed') })
  await page.evaluate(async () => {
    const body = JSON.stringify({ email: 'owner@northwind.test', password: 'demo-password' })
    const headers = { 'Content-Type': 'application/json', 'Dm-Request': '1' }
    const reply = await fetch('/v1/session', { method: 'POST', headers, body })
    if (!reply.ok) throw new Error(await reply.text())
    const { watchEvents } = (globalThis as unknown as { feed: typeof feedModule }).feed
    const told: string[][] = [[], []]
    const ends = told.map((own) =>
      watchEvents('/v1/sites/harbor/events', ({ type, payload }) => own.push(`${type} ${payload['bookingId'] ?? ''}`)),
    )
    Object.assign(globalThis, { told, ends })
  })
})
afterAll(async () => {
  await browser.close()
  await line.close()
  await program.stop()
})

/** What each of the page's two listeners was told: type and booking. */
const told = () => page.evaluate(() => (globalThis as unknown as { told: string[][] }).told)

/** Each listener; what was told before may be told again. */
const hears = (line: string) =>
  expect
    .poll(async () => (await told()).map((own) => own.includes(line)), { timeout: 15_000, interval: 50 })
    .toEqual([true, true])

async function forget(): Promise<void> {
  await page.evaluate(() => (globalThis as unknown as { told: string[][] }).told.forEach((own) => own.splice(0)))
}

/** Past the line, as another program would. */
function call<T>(path: string, body?: object): Promise<T> {
  const payload = JSON.stringify(body)
  return new Promise((settle, reject) => {
    const headers = {
      Host: `localhost:${line.port}`,
      Authorization: 'Bearer dm_sk_test_harbor',
      'Content-Type': 'application/json',
      'Content-Length': payload === undefined ? 0 : Buffer.byteLength(payload),
    }
    const options = { host: '127.0.0.1', port: program.port, method: body ? 'POST' : 'GET', headers, agent: false }
    const sent = request({ ...options, path: `/v1/sites/harbor/modules/booking/${path}` }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => (response.statusCode === 200 ? settle(JSON.parse(text) as T) : reject(new Error(text))))
    })
    sent.on('error', reject).end(payload)
  })
}

async function book(): Promise<string> {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const when = `service=haircut&from=${day(7)}&to=${day(14)}&zone=Europe/Berlin`
  const { days } = await call<{ days: { slots: { startsAt: string }[] }[] }>(`slots?${when}`)
  const { startsAt } = days.flatMap(({ slots }) => slots)[0]!
  const who = { customerName: 'Ada', customerEmail: 'ada@example.com', zone: 'Europe/Berlin' }
  return (await call<{ id: string }>('actions/reserve', { service: 'haircut', startsAt, ...who })).id
}

describe('a page that watches', () => {
  it('hears of a booking over one connection, however many listen', async () => {
    await hears(`booking.booking.confirmed ${await book()}`)
    expect(streams).toBe(1)
  })

  it('hears what happened while its network was broken, once it is back', async () => {
    await forget()
    line.set('down')
    const id = await book()
    await new Promise((settle) => setTimeout(settle, 1_000))
    expect(await told()).toEqual([[], []])
    line.set('up')
    await hears(`booking.booking.confirmed ${id}`)
  })

  it('is told to ask anew when nobody heard what happened', async () => {
    await forget()
    const { app } = JSON.parse(readFileSync(join(program.dataDir, 'connections.json'), 'utf8')) as ConnectionUrls // written by the program
    const client = new pg.Client({ connectionString: app })
    await client.connect()
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dramac listener'`,
    )
    await client.end()
    await hears('reset ')
  })

  it('closes its connection when nobody listens any more', async () => {
    await forget()
    await page.evaluate(() => (globalThis as unknown as { ends: (() => void)[] }).ends.forEach((end) => end()))
    await book()
    await expect.poll(() => openStreams).toBe(0)
    expect(await told()).toEqual([[], []])
  })
})
