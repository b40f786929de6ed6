/**
 * From the command to the first answer, as a person starts it: `node tools/run.mjs server/main.ts`. Cold is an
 * empty data folder, nothing built for browsers and nothing compiled, with the downloads done; warm is every later start.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../../test/setup/global.ts'
import { root } from '../run-program.ts'
import { compareInRounds, type Measure } from './measure.ts'

export const name = 'boot'

const rounds = 7
const seconds = (ms: number) => Number((ms / 1000).toFixed(2))

export async function run(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dm-boot-'))
  const dataDir = join(folder, 'data')
  const env = {
    ...process.env,
    DRAMAC_DATA_DIR: dataDir,
    DRAMAC_PORT: String(await freePort()),
    DRAMAC_DEMO_PORT: String(await freePort()),
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  }
  const startAll = () =>
    timeStart({ args: ['tools/run.mjs', 'server/main.ts'], env, ready: () => isAnswering(env.DRAMAC_PORT) })
  const startDatabase = () => timeStart({ args: ['--input-type=module', '-e', databaseAlone(dataDir)], env })
  try {
    rmSync(join(root, 'cdn/dist/.stamp'), { force: true })
    const cold = await startAll()
    await startAll()
    const warm = await compareInRounds({ rounds, subject: startAll, baseline: startDatabase })
    return [
      { name: 'boot cold', value: seconds(cold), unit: 's' },
      {
        name: 'boot warm',
        value: seconds(warm.subject),
        unit: 's',
        ratio: warm.ratio,
        baseline: 'its database alone',
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Start {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Proves what the first line that begins with `Ready` says. */
  readonly ready?: () => Promise<void>
}

/** Milliseconds until it is ready; it is stopped then. */
async function timeStart({ args, env, ready }: Start): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    await saysReady(child)
    await ready?.()
    return performance.now() - started
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

function saysReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout!).on('line', (line) => line.startsWith('Ready') && resolve()) // piped above
    child.once('exit', (code) => reject(new Error(`it ended with code ${code} before it was ready`)))
  })
}

async function isAnswering(port: string): Promise<void> {
  const { status } = await fetch(`http://localhost:${port}/readyz`)
  if (status !== 200) throw new Error(`it said that it was ready and answered ${status}`)
}

const databaseAlone = (dir: string) => `
  const { startEmbedded } = await import(${JSON.stringify(join(root, 'core/db/embedded/start-embedded.ts'))})
  const { stop } = await startEmbedded({ dir: ${JSON.stringify(dir)} })
  console.log('Ready')
  process.once('SIGTERM', () => void stop())
  setInterval(() => {}, 1000).unref()`
