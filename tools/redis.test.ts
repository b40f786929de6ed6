import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findRedis } from './redis.ts'

const ask = (REDIS_SERVER_PATH: string) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'redis.ts')], {
    env: { ...process.env, REDIS_SERVER_PATH },
    encoding: 'utf8',
  })

it('takes the server that it is told to', () => {
  expect(ask(process.execPath).stdout).toBe(`${process.execPath}\n`)
})

it('says so when there is nothing where it was told to look', () => {
  const { status, stderr } = ask('/nowhere/redis-server')
  expect(status).toBe(1)
  expect(stderr).toContain('REDIS_SERVER_PATH is /nowhere/redis-server')
})

it('finds a server that runs', () => {
  const path = findRedis()
  expect(existsSync(path)).toBe(true)
  expect(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout).toMatch(/v=\d/)
})
