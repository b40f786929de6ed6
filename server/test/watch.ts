/** A program that watches a site: reads `text/event-stream` as the standard says, and can stop reading. */
import { get, type IncomingHttpHeaders } from 'node:http'
import { inject } from 'vitest'
import type { TestSite } from './site.ts'

export interface Told {
  /** The last id that the stream had set by then. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly payload: Readonly<Record<string, string>>
}

export interface Watch {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly told: readonly Told[]
  /** What a reconnecting browser would send. */
  readonly lastId: () => string
  /** The whole answer, when it was refused. */
  readonly text: () => string
  /** Resolves when the server ends the stream, cleanly or not. */
  readonly ended: Promise<void>
  readonly hasEnded: () => boolean
  pause(): void
  resume(): void
  /** Resolves with the first event that fits; rejects after `withinMs`. */
  next(fits: (told: Told) => boolean, withinMs?: number): Promise<Told>
  close(): Promise<void>
}

export interface Watching {
  readonly site: TestSite | string
  readonly key?: string
  readonly cookie?: string
  readonly lastId?: string
  readonly query?: string
  readonly port?: number
}

/** Resolves with the head of the answer. */
export function watch({ site, key, cookie, lastId, query = '', port = inject('port') }: Watching): Promise<Watch> {
  const headers = {
    Host: `localhost:${port}`,
    ...(key ? { Authorization: `Bearer ${key}` } : {}),
    ...(cookie ? { Cookie: cookie } : {}),
    ...(lastId ? { 'Last-Event-ID': lastId } : {}),
  }
  const path = `/v1/sites/${typeof site === 'string' ? site : site.slug}/events${query}`
  return new Promise((settle, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, headers }, (response) => {
      const stream = createReader()
      let hasEnded = false
      const ended = new Promise<void>((end) => {
        response.on('error', () => {}) // a line that was cut; the close follows
        response.once('close', () => {
          hasEnded = true
          end()
        })
      })
      response.setEncoding('utf8').on('data', stream.read)
      settle({
        status: response.statusCode ?? 0,
        headers: response.headers,
        told: stream.told,
        lastId: stream.lastId,
        text: stream.text,
        ended,
        hasEnded: () => hasEnded,
        pause: () => response.pause(),
        resume: () => response.resume(),
        next: stream.next,
        async close() {
          request.destroy()
          await ended
        },
      })
    })
    request.on('error', reject)
  })
}

function createReader() {
  const told: Told[] = []
  const waiting = new Set<() => void>()
  let [text, rest, id] = ['', '', '']

  function readBlock(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.split(': ')[0]!, line.slice(line.indexOf(': ') + 2)]))
    id = fields.get('id') ?? id
    const data = fields.get('data')
    if (data === undefined) return
    const { type, payload } = JSON.parse(data) as Omit<Told, 'id' | 'name'> // the shape under test
    told.push({ id, name: fields.get('event') ?? 'message', type, payload })
  }

  return {
    told,
    lastId: () => id,
    text: () => text,
    read(part: string) {
      if (text.length < 10_000) text += part
      const blocks = (rest + part).split('\n\n')
      rest = blocks.pop() ?? ''
      blocks.forEach(readBlock)
      for (const look of waiting) look()
    },
    next(fits: (one: Told) => boolean, withinMs = 5_000): Promise<Told> {
      return new Promise((settle, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`not told within ${withinMs} ms, but: ${told.map(({ type }) => type).join(', ')}`))
        }, withinMs)
        const look = () => {
          const found = told.find(fits)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          settle(found)
        }
        waiting.add(look)
        look()
      })
    },
  }
}
