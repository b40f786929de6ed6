import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findBrowser } from './browser.ts'

const ask = (CHROME_PATH: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'browser.ts')], {
    env: { ...process.env, CHROME_PATH },
    encoding: 'utf8',
  })

it('takes the browser that it is told to', () => {
  expect(ask(process.execPath).stdout).toBe(`${process.execPath}\n`)
})

it('says so when there is nothing where it was told to look', () => {
  const { status, stderr } = ask('/nowhere/chromium')
  expect(status).toBe(1)
  expect(stderr).toContain('CHROME_PATH is /nowhere/chromium')
})

it('finds a browser that exists, with what this machine needs', async () => {
  const { path, args } = await findBrowser()
  expect(existsSync(path)).toBe(true)
  expect(args.includes('--no-sandbox')).toBe(process.getuid?.() === 0)
})
