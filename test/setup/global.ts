/** One running installation for all tests that speak HTTP: the program itself, started as a person would. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port of all our origins. */
    port: number
    /** The foreign website. */
    demoPort: number
    dataDir: string
  }
}

export function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => settle(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const root = resolve(import.meta.dirname, '../..')

export interface Program {
  readonly child: ChildProcess
  readonly port: number
  readonly demoPort: number
  readonly dataDir: string
  /** All that it has printed and logged. */
  said(): string
  stop(): Promise<void>
}

/** Starts `npm start`'s own entry on free ports and an empty data folder, from these sources or a copy; resolves when it says that it is ready. */
export async function startProgram(
  env: Record<string, string> = {},
  dataDir = mkdtempSync(join(tmpdir(), 'dm-test-')),
  from = root,
): Promise<Program> {
  const [port, demoPort] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: from,
    env: {
      ...process.env,
      DRAMAC_PORT: String(port),
      DRAMAC_DEMO_PORT: String(demoPort),
      DRAMAC_DATA_DIR: dataDir,
      DRAMAC_LOG: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  const listen = (stream: NodeJS.ReadableStream | null) => stream?.on('data', (text) => (said += String(text)))
  listen(child.stdout)
  listen(child.stderr)
  await new Promise<void>((settle, reject) => {
    child.once('message', () => settle())
    child.once('exit', (code) => reject(new Error(`the program ended with code ${code}:\n${said.slice(-4000)}`)))
  })
  return {
    child,
    port,
    demoPort,
    dataDir,
    said: () => said,
    async stop() {
      const ended = new Promise((settle) => child.once('exit', settle))
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await ended
      }
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // All tests sign in from one address, to a few accounts.
  const program = await startProgram({ DRAMAC_LIMITS_SCALE: '60' })
  project.provide('port', program.port)
  project.provide('demoPort', program.demoPort)
  project.provide('dataDir', program.dataDir)
  return () => program.stop()
}
