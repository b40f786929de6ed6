/** A transport that keeps everything in memory, for tests of pages: what it is asked, and what it shall answer. */
import { DmError } from '@dramac/contract/wire/errors'
import type { Api, Query } from '../../app/api.ts'

/** Gets the body of a post; throws what the server would answer. */
export type Answer = (body: unknown) => unknown

export interface MemoryApi {
  readonly api: Api
  /** `POST /v1/…`, in the order of asking. */
  readonly asked: string[]
  /** What stood in the query of each `GET`, in the order of asking. */
  readonly queries: Query[]
  /** By method and path; may be changed at any time. A promise is waited for. */
  readonly answers: Map<string, Answer>
  /** Answers the next request with it, whichever it is. */
  failNext(problem: DmError): void
}

export function createMemoryApi(answers: Readonly<Record<string, Answer>> = {}): MemoryApi {
  const asked: string[] = []
  const queries: Query[] = []
  const known = new Map(Object.entries(answers))
  let next: DmError | undefined

  async function send(method: string, path: string, body?: unknown): Promise<never> {
    asked.push(`${method} ${path}`)
    const problem = next
    next = undefined
    if (problem) throw problem
    const answer = known.get(`${method} ${path}`)
    if (!answer) throw new DmError('NOT_FOUND', 'core.address_unknown', { requestId: 'r-404' })
    return (await answer(body)) as never // the test says what the page expects
  }

  return {
    asked,
    queries,
    answers: known,
    failNext: (problem) => (next = problem),
    api: {
      get: (path, { query = {} } = {}) => {
        queries.push(query)
        return send('GET', path)
      },
      post: (path, body) => send('POST', path, body),
      patch: (path, body) => send('PATCH', path, body),
      delete: (path) => send('DELETE', path),
    },
  }
}

export const offline = new DmError('NETWORK_ERROR', 'offline')
export const broken = new DmError('SERVER_ERROR', 'core.unexpected', { requestId: 'r-500' })
