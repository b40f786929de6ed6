import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openRpcPages, type RpcPages } from './rpc-pages.ts'

vi.setConfig({ testTimeout: 30_000 })

let pages: RpcPages
beforeAll(async () => {
  pages = await openRpcPages()
}, 60_000)
afterAll(() => pages?.close())

/** What a call ends in: its value as text that keeps the type, or that it failed. */
const outcome = (line: string, method: string, argument: string) =>
  pages.page.evaluate(`lines.${line}('${method}', ${argument}).then(
    (value) => Object.prototype.toString.call(value) + (typeof value === 'object' && value ? JSON.stringify([...(value.entries?.() ?? Object.entries(value))]) : String(value)),
    () => 'failed')`)

describe('calls end as with penpal', () => {
  it.each([
    ['echo', '"text"'],
    ['echo', 'null'],
    ['echo', 'undefined'],
    ['echo', '0n'],
    ['echo', '{ a: [1, { b: true }], c: "ü" }'],
    ['echo', 'new Date(0)'],
    ['echo', 'new Uint8Array([1, 2, 3])'],
    ['echo', '-0'],
    ['echo', 'NaN'],
    ['echo', '() => 1'],
    ['add', '{ a: 0.1, b: 0.2 }'],
    ['fail', '{}'],
    ['forever', '{}'],
    ['unknown', '{}'],
  ])('%s(%s)', async (method, argument) => {
    const ours = await outcome('ours', method, argument)
    // An absent argument is refused by our checks, where penpal passes it on.
    if (argument === 'undefined') expect(ours).toBe('failed')
    else expect(ours).toBe(await outcome('penpal', method, argument))
  })

  it('in any order of many', async () => {
    const many = (line: string) =>
      pages.page.evaluate(`Promise.all(Array.from({ length: 300 }, (_, i) => lines.${line}('add', { a: i, b: i })))`)
    expect(await many('ours')).toEqual(await many('penpal'))
  })

  it('but unlike penpal never with a stack or message of the other origin', async () => {
    const failure = (line: string) => pages.page.evaluate(`lines.${line}('fail', {}).catch((e) => e.message + e.stack)`)
    expect(await failure('penpal')).toContain('inside')
    expect(await failure('ours')).not.toContain('inside')
  })
})
