/** Finds a Redis server for tests, and gets one where there is none: limits that nodes share are proved on the real thing. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findOnPath, installWithApt } from './system-programs.ts'

const names = ['redis-server', 'valkey-server']
const installed = [
  '/usr/bin/redis-server',
  '/usr/bin/valkey-server',
  '/usr/local/bin/redis-server',
  '/opt/homebrew/bin/redis-server',
]

/** @throws Error with the one line to run when there is none and none can be had. */
export function findRedis(): string {
  const path =
    fromEnvironment() ?? findInstalled() ?? (installWithApt('Redis', ['redis-server']) ? findInstalled() : undefined)
  if (path === undefined)
    throw new Error('No Redis on this machine. Run: sudo apt-get install -y redis-server (or set REDIS_SERVER_PATH)')
  return path
}

function fromEnvironment(): string | undefined {
  const path = process.env['REDIS_SERVER_PATH']
  if (path && !existsSync(path)) throw new Error(`REDIS_SERVER_PATH is ${path}, where there is nothing.`)
  return path || undefined
}

const findInstalled = (): string | undefined => findOnPath(names, runs) ?? installed.find(runs)

const runs = (path: string): boolean =>
  existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0

if (import.meta.main) console.log(findRedis())
