/** `npm start`: sets everything up, runs all roles, and says where to look. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { transactPlain } from '@dramac/core/db/database'
import { countAgencies } from '@dramac/core/sites/queries'
import { readConfig } from './config/env.ts'
import { createApp } from './http/app.ts'
import { createHttpServer } from './http/http-server.ts'
import type { Installation } from './installation.ts'
import { openInstallation } from './open-installation.ts'
import { seedDemo } from './seed-demo.ts'

const config = readConfig()
const started = performance.now()
let closing = false
/** Longer than any part takes to close that can. */
const giveUpMs = 15_000

/** The foreign website runs as a program of its own, which knows us by our published addresses only. */
function startDemos(): Promise<ChildProcess> {
  const child = fork(join(config.root, 'demos/serve.ts'), [String(config.demoPort), config.origins.cdn], {
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) =>
      reject(
        new Error(
          `The demonstration's website did not start (code ${code}). Is port ${config.demoPort} in use? DRAMAC_DEMO_PORT sets another.`,
        ),
      ),
    )
  })
}

async function main(): Promise<void> {
  const opened = await openInstallation(config)
  const { installation } = opened
  const server = createHttpServer(createApp(installation))
  let demos: ChildProcess | undefined

  async function close(code: number): Promise<void> {
    if (closing) return
    closing = true
    demos?.removeAllListeners('exit')
    demos?.kill()
    server.close()
    server.closeAllConnections()
    await opened.close()
    process.exit(code)
  }
  // Nobody knows what state it is in: it says what happened, closes, and is started again by whoever watches over it.
  async function giveUp(error: unknown): Promise<void> {
    installation.log.fatal({ err: error as Error }, 'the process gives up')
    installation.errors.capture(error, { surface: 'process' })
    const late = setTimeout(() => process.exit(1), giveUpMs)
    await installation.errors.flush()
    await close(1)
    clearTimeout(late)
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error) => void giveUp(error))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close(0))
  process.on('disconnect', () => void close(0))

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error)))
      server.listen(config.port, resolve)
    })
    if (config.demo) {
      demos = await startDemos()
      await seedDemo(installation, opened.urls.worker)
    }
  } catch (error) {
    console.error(String(error instanceof Error ? error.message : error))
    await close(1)
  }
  console.log(await welcome(installation))
  process.send?.({ ready: true })
}

function explain(error: NodeJS.ErrnoException): Error {
  if (error.code !== 'EADDRINUSE') return error
  return new Error(`Port ${config.port} is in use. Stop what listens there, or set DRAMAC_PORT to another.`)
}

async function welcome({ adminPool }: Installation): Promise<string> {
  const ready = `Ready in ${((performance.now() - started) / 1000).toFixed(1)} s`
  if (config.demo)
    return `${ready}
  A website that is not ours   http://127.0.0.1:${config.demoPort}
  Dashboard                    ${config.origins.app}   (owner@northwind.test / demo-password)
  Mail that was sent           ${config.origins.app}/dev/mail`
  const counted = await transactPlain(adminPool, (tx) => tx.row<{ count: number }>(countAgencies))
  if (counted!.count > 0) return `${ready}\n  Dashboard  ${config.origins.app}`
  return `${ready}. Nobody can sign in yet. Make the first agency and its owner, in another terminal:
  npm run dramac -- agency create --name "Your agency" --email you@example.com`
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
