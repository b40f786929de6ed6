/** A real Redis of a test's own, on a port of its own, that keeps nothing on disk. */
import { spawn, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { freePort } from './global.ts'

export interface RedisServer {
  readonly url: string
  readonly child: ChildProcess
  /** Without a word to its clients. */
  stop(): Promise<void>
  /** Again, at the same address, and empty. */
  restart(): Promise<RedisServer>
}

export async function openRedisServer(port?: number): Promise<RedisServer> {
  const at = port ?? (await freePort())
  const path = process.env['REDIS_SERVER_PATH'] ?? '/usr/bin/redis-server'
  const options = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()]
  const child = spawn(path, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((settle, reject) => {
    let said = ''
    child.stdout.on('data', (text) => {
      said += String(text)
      if (/ready to accept connections/i.test(said)) settle()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis ended with ${code}:\n${said}`)))
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((settle) => child.once('exit', settle))
    child.kill('SIGKILL')
    await ended
  }
  return { url: `redis://127.0.0.1:${at}`, child, stop, restart: () => stop().then(() => openRedisServer(at)) }
}
