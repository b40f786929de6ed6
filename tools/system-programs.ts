/** Programs that are not ours: found where people install them, or installed by apt where we may. */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { takeTurn } from './take-turns.mjs'

const root = join(import.meta.dirname, '..')
export const isRoot = process.getuid?.() === 0

export function findOnPath(names: readonly string[], runs: (path: string) => boolean): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(runs)
}

const policy = '/usr/sbin/policy-rc.d'

/** Installs and starts nothing: a service that runs on this machine is its owner's decision. @returns whether it is there. */
export function installWithApt(what: string, packages: readonly string[]): boolean {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false
  const endTurn = takeTurn(join(root, '.cache/installing'))
  const isOurs = !existsSync(policy)
  try {
    console.error(`No ${what} on this machine: installing it with apt-get.`)
    if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    const install = ['install', '-y', '--no-install-recommends', ...packages]
    return succeeds('apt-get', ['update', '-qq']) && succeeds('apt-get', install)
  } finally {
    if (isOurs) rmSync(policy, { force: true })
    endTurn()
  }
}

function succeeds(command: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { env, stdio: ['ignore', 2, 'inherit'] }).status === 0
}
