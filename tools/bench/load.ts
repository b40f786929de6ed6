/** Sends requests over keep-alive connections and counts what the server spent on them. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

export interface Target {
  /** Process of the server. */
  readonly pid: number
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON of the n-th request, which then is a POST. */
  readonly body?: (index: number) => string
}

export interface Load {
  readonly connections: number
  readonly requests: number
}

export interface Spent {
  readonly perSecond: number
  /** CPU of the server's process, µs a request; the clock ticks every 10 ms, so ask for thousands. */
  readonly cpuMicros: number
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>
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

export async function sendLoad(target: Target, { connections, requests }: Load): Promise<Spent> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const statuses = new Map<number, number>()
  let sent = 0
  const worker = async () => {
    while (sent < requests) {
      const status = await sendOne(target, agent, sent++)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  const cpu = cpuOf(target.pid)
  const started = performance.now()
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - started) / 1000
  const spent = cpuOf(target.pid) - cpu
  agent.destroy()
  return { perSecond: requests / seconds, cpuMicros: spent / requests, statuses }
}

/** Answers the status, once the whole answer is here. */
function sendOne({ port, path, headers, body }: Target, agent: Agent, index: number): Promise<number> {
  const json = body?.(index)
  const ofBody =
    json === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) }
  const method = json === undefined ? 'GET' : 'POST'
  return new Promise((settle, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { ...headers, ...ofBody }, agent })
    outgoing.once('error', reject)
    outgoing.once('response', (response) => {
      response.resume()
      response.once('end', () => settle(response.statusCode ?? 0))
    })
    outgoing.end(json)
  })
}

/** @throws Error when not every answer had this status. */
export function expectOnly(status: number, { statuses }: Spent): void {
  const others = [...statuses].filter(([one]) => one !== status)
  if (others.length > 0) throw new Error(`answers other than ${status}: ${JSON.stringify(others)}`)
}
