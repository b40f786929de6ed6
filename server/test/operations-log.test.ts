/** The log tells of every request, and of nobody's secrets. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProgram, type Program } from '../../test/setup/global.ts'

let program: Program

beforeAll(async () => {
  program = await startProgram({ DRAMAC_LOG: 'debug' })
})
afterAll(() => program.stop())

const marker = 'planted-marker-7f3a'

it('has a line for each request, and no secret from any place where one may stand', async () => {
  const url = `http://localhost:${program.port}`
  const key = { Authorization: 'Bearer dm_sk_test_harbor' }
  const json = { 'Content-Type': 'application/json', 'Dm-Request': '1' }
  const services = `${url}/v1/sites/harbor/modules/booking/services`
  const body = (slug: string) => JSON.stringify({ slug, name: marker, durationMinutes: 30 })
  const planted: [string, RequestInit][] = [
    [`${url}/v1/sites/harbor/keys`, { headers: { Authorization: `Bearer dm_sk_test_${marker}` } }],
    [`${url}/v1/sites/harbor/keys`, { headers: { Authorization: `Basic ${marker}` } }],
    [`${url}/v1/session`, { headers: { Cookie: `dm_session=${marker}; other=${marker}` } }],
    [
      `${url}/v1/session`,
      { method: 'POST', headers: json, body: JSON.stringify({ email: `${marker}@x.de`, password: marker }) },
    ],
    [`${services}?token=${marker}&q=${marker}`, { headers: key }],
    [services, { method: 'POST', headers: { ...key, ...json }, body: `{"broken": "${marker}"` }],
    [
      services,
      {
        method: 'POST',
        headers: { ...key, ...json, 'X-Api-Key': marker, Referer: `https://x/${marker}` },
        body: body('marked'),
      },
    ],
    // The database refuses this one, and tells of the row.
    [services, { method: 'POST', headers: { ...key, ...json }, body: body('marked') }],
    [
      `${url}/v1/client-errors`,
      { method: 'POST', headers: json, body: JSON.stringify({ name: 'x', message: marker }) },
    ],
  ]
  for (const [address, init] of planted) await fetch(address, init)
  // What it says comes through a pipe, a moment after the answer; the last line may be half there.
  const listTold = () =>
    program
      .said()
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
  await expect.poll(listTold).toContainEqual(expect.objectContaining({ status: 409, reason: 'core.already_exists' }))
  await expect.poll(() => program.said()).toContain('refused by the database')
  expect(program.said()).not.toContain(marker)
  const told = listTold()
  expect(told).toContainEqual(
    expect.objectContaining({
      method: 'POST',
      route: 'modules/booking/services',
      status: 201,
      principal: expect.stringMatching(/^key:/),
      site: expect.any(String),
      agency: expect.any(String),
      requestId: expect.any(String),
      ms: expect.any(Number),
    }),
  )
}, 20_000)
