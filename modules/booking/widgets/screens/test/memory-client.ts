/**
 * The server's side of a screen, in memory, behind a line that can be slow, cut or answer with a refusal. What a
 * screen does to it is what it would do to the real one.
 */
import { ResourceCache } from '@dramac/components/app/resource'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import type { SiteListener } from '@dramac/components/app/watch-events'
import type { DmError } from '@dramac/contract/wire/errors'
import type { Slot } from '../../../contract.ts'
import type { Plural } from '../records.ts'
import { createRow, getRow, listRows, moveState, moveTime, removeRow, showAgenda, updateRow } from './memory-rows.ts'
import type { Rows } from './memory-rows.ts'

export interface Toast {
  readonly text: string
  readonly undo: (() => void) | undefined
}

export interface MemoryServer {
  readonly client: ScreenClient
  readonly rows: Rows
  readonly line: Line
  readonly toasts: Toast[]
  /** Where screens asked to go. */
  readonly visited: string[]
  /** Free times that `slots` answers with. */
  slots: Slot[]
  /** Somebody else writes the row. */
  touch(plural: Plural, id: string, patch: object): void
  emit(type: string): void
}

export interface MemoryOptions {
  readonly rows: Rows
  readonly permissions?: readonly string[]
  readonly locale?: string
}

interface Line {
  /** Every call, such as `update services/cut`. */
  readonly calls: string[]
  /** Answers every call from now on; undefined: works again. */
  fail(problem: DmError | undefined): void
  /** Answers only the next write. */
  refuseNext(problem: DmError): void
  /** Nothing is answered before the function that is returned is called. */
  stall(): () => void
}

interface Call {
  readonly name: string
  readonly isWrite?: boolean
  readonly signal?: AbortSignal | undefined
}

function openLine() {
  const calls: string[] = []
  let broken: DmError | undefined
  let refusal: DmError | undefined
  let gate = Promise.resolve()

  async function send<Answer>({ name, isWrite, signal }: Call, work: () => unknown): Promise<Answer> {
    calls.push(name)
    await gate
    signal?.throwIfAborted()
    const problem = broken ?? (isWrite ? refusal : undefined)
    if (isWrite) refusal = undefined
    if (problem) throw problem
    return structuredClone(work()) as Answer // the caller names the answer, as with the real client
  }

  const line: Line = {
    calls,
    fail: (problem) => void (broken = problem),
    refuseNext: (problem) => void (refusal = problem),
    stall() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
  return { line, send }
}

export function createMemoryServer({ rows, permissions, locale = 'en' }: MemoryOptions): MemoryServer {
  const granted = permissions ?? ['booking:read', 'booking:write']
  const { line, send } = openLine()
  const write = <Answer>(name: string, work: () => unknown) => send<Answer>({ name, isWrite: true }, work)
  const listeners = new Set<SiteListener>()
  const server: MemoryServer = {
    rows,
    line,
    toasts: [],
    visited: [],
    slots: [],
    touch: (plural, id, patch) => void updateRow(rows, { plural, id, patch }),
    emit: (type) => listeners.forEach((listener) => listener({ type, payload: {} })),
    client: {
      site: { id: 'site', slug: 'harbor', name: 'Harbor', zone: 'Europe/Berlin', locale: 'en' },
      locale,
      cache: new ResourceCache(),
      can: (permission) => granted.includes(permission),
      list: (plural, query, signal) => send({ name: `list ${plural}`, signal }, () => listRows(rows, plural, query)),
      get: (plural, id, signal) => send({ name: `get ${plural}/${id}`, signal }, () => getRow(rows, plural, id)),
      create: (plural, body) => write(`create ${plural}`, () => createRow(rows, plural, body)),
      update: (plural, id, patch, version) =>
        write(`update ${plural}/${id}`, () => updateRow(rows, { plural, id, patch, version })),
      remove: (plural, id) => write(`remove ${plural}/${id}`, () => removeRow(rows, plural, id)),
      transition: (plural, id, name, body = {}) =>
        write(`${name} ${plural}/${id}`, () => moveState(rows, id, name, body)),
      read: (name, query, signal) =>
        send({ name: `read ${name}`, signal }, () =>
          name === 'agenda' ? showAgenda(rows, query) : toDays(server.slots),
        ),
      action: (name, body) => write(name, () => moveTime(rows, body)),
      watch(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      toast: (text, options) => void server.toasts.push({ text, undo: options?.undo }),
      navigate: (path) => void server.visited.push(path),
    },
  }
  return server
}

function toDays(slots: readonly Slot[]) {
  const dates = [...new Set(slots.map(({ startsAt }) => startsAt.slice(0, 10)))]
  return { days: dates.map((date) => ({ date, slots: slots.filter(({ startsAt }) => startsAt.startsWith(date)) })) }
}
