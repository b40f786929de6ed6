/**
 * Calls between a page on 127.0.0.1 and a frame on localhost, two processes as with every real embed:
 * ours and penpal against a bare MessagePort. Rounds are interleaved and their order is reversed every
 * other time; the ratio is the median of the rounds' ratios. Our rate limit is counted, but raised.
 */
import { openRpcPages } from '../../embed/test/rpc-pages.ts'
import type { Measure } from './measure.ts'

export const name = 'rpc'

const rounds = 15
const calls = 500
const inFlight = 100
const lines = ['raw', 'ours', 'penpal'] as const
type Line = (typeof lines)[number]

const sequential = (line: Line) => `(async () => {
  const call = lines.${line}
  const start = performance.now()
  for (let i = 0; i < ${calls}; i++) await call('add', { a: i, b: 1 })
  return ${calls} / (performance.now() - start) * 1000
})()`

const pipelined = (line: Line) => `(async () => {
  const call = lines.${line}
  let sent = 0
  const one = async () => { while (sent < ${calls * 4}) await call('add', { a: sent++, b: 1 }) }
  const start = performance.now()
  await Promise.all(Array.from({ length: ${inFlight} }, one))
  return ${calls * 4} / (performance.now() - start) * 1000
})()`

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

export async function run(): Promise<Measure[]> {
  const { page, close } = await openRpcPages()
  const measures: Measure[] = []
  try {
    for (const [kind, script] of Object.entries({ sequential, pipelined })) {
      const rates: Record<Line, number[]> = { raw: [], ours: [], penpal: [] }
      for (const line of lines) await page.evaluate(script(line))
      for (let round = 0; round < rounds; round++)
        for (const line of round % 2 ? lines.toReversed() : lines)
          rates[line].push((await page.evaluate(script(line))) as number) // safe: the script answers a number
      for (const line of lines) {
        const ratio = median(rates[line].map((rate, round) => rate / rates.raw[round]!))
        const measure = { name: `rpc ${kind} ${line}`, value: Math.round(median(rates[line])), unit: 'calls/s' }
        measures.push(
          line === 'raw' ? measure : { ...measure, ratio: Number(ratio.toFixed(3)), baseline: 'raw MessagePort' },
        )
      }
    }
  } finally {
    await close()
  }
  return measures
}
