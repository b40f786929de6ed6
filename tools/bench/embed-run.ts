/**
 * Compiling and running each vendor's script as one classic script on the same empty page, CPU slowed
 * down four times, interleaved. Every run gets a new page and a script the engine has not seen.
 */
import { readFile } from 'node:fs/promises'
import { openBrowser, openSite } from '../../embed/test/browser.ts'
import { bundle } from '../../embed/test/bundle.ts'
import type { Measure } from './measure.ts'

export const name = 'embed-run'
export const needs = ['browser']

const rounds = 9
const modules = new URL('../../node_modules/', import.meta.url)
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!

export async function run(): Promise<Measure[]> {
  const scripts: Record<string, string> = {
    'embed.js': await bundle({ file: 'embed/loader/embed.ts' }, 'dmEmbed'),
    '@typeform/embed': await readFile(new URL('@typeform/embed/build/embed.js', modules), 'utf8'),
    '@calcom/embed-core': await readFile(new URL('@calcom/embed-core/dist/embed/embed.js', modules), 'utf8'),
  }
  const site = await openSite({ '/': { body: '<!doctype html><body></body>' } })
  const browser = await openBrowser()
  const times: Record<string, number[]> = {}
  const measureOne = async (vendor: string, code: string) => {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${site.port}/`)
    await page.emulateCPUThrottling(4)
    const elapsed = await page.evaluate((text) => {
      const script = document.createElement('script')
      script.dataset['site'] = 'dm_pk_test_harbor'
      script.text = text
      const start = performance.now()
      document.body.append(script)
      return performance.now() - start
    }, `/* ${Math.random()} */${code}`)
    await page.close()
    ;(times[vendor] ??= []).push(elapsed)
  }
  try {
    const entries = Object.entries(scripts)
    for (let round = 0; round < rounds; round++)
      for (const [vendor, code] of round % 2 ? entries.toReversed() : entries) await measureOne(vendor, code)
  } finally {
    await browser.close()
    await site.close()
  }
  const typeform = times['@typeform/embed']!
  return Object.entries(times).map(([vendor, values]) => ({
    name: `embed-run ${vendor}`,
    value: Number(median(values).toFixed(2)),
    unit: 'ms',
    ratio: Number(median(values.map((value, round) => value / typeform[round]!)).toFixed(3)),
    baseline: '@typeform/embed',
  }))
}
