/** Sends requests over keep-alive connections and counts what the server spent on them. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

export interface Target {
  /** Process of the server. */
  readonly pid: number
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Load {
  readonly connections: number
  readonly requests: number
}

export interface Spent {
  readonly perSecond: number
  /** CPU of the server's process, µs a request; the clock ticks every 10 ms, so ask for thousands. */
  readonly cpuMicros: number
}

/** CPU time of a process in µs; Linux only, elsewhere NaN. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10_000
  } catch {
    return Number.NaN
  }
}

export async function sendLoad({ pid, port, path, headers }: Target, { connections, requests }: Load): Promise<Spent> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let left = requests
  const one = () =>
    new Promise<void>((settle, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
        response.resume()
        response.once('end', () =>
          response.statusCode === 200 ? settle() : reject(new Error(`status ${response.statusCode} of ${path}`)),
        )
      })
      outgoing.once('error', reject)
      outgoing.end()
    })
  const worker = async () => {
    while (left-- > 0) await one()
  }
  const cpu = cpuOf(pid)
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - started) / 1000
  const spent = cpuOf(pid) - cpu
  agent.destroy()
  return { perSecond: requests / seconds, cpuMicros: spent / requests }
}
