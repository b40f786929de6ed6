/**
 * One watcher's answer, as `text/event-stream`: what was missed, then what happens, until somebody ends it. An
 * event may come twice, never silently not at all: who must know that something is missing is sent `reset`.
 */
import type { ServerResponse } from 'node:http'
import { resetEvent } from '@dramac/contract/wire/names'
import type { Missed } from '@dramac/core/events/list-missed'
import { permissionToWatch, type WatchedEvent } from '@dramac/core/events/watched-event'
import type { Watcher } from './hub.ts'
import { openLine, type Line } from './line.ts'

export interface StreamOptions {
  /** Of the watcher, at the start. */
  readonly permissions: ReadonlySet<string>
  /** What the watcher may do by now; rejects when it may no longer watch. */
  renew(): Promise<ReadonlySet<string>>
  /** Events are named by their type, or not at all. */
  readonly isNamed: boolean
}

export interface EventStream extends Watcher {
  /** Nothing leaves before; `leave` is called once, at the end. */
  start(response: ServerResponse, missed: Missed, leave: () => void): void
}

/** Keeps proxies from closing a silent line; at each, access is proved again. */
const heartbeatMs = 25_000
/** A browser whose line broke comes back after this. */
const comeBackMs = 2_000
/** Heard while what was missed is still being looked up. */
const maxPending = 1_000
/** No event's, so whoever comes back with it is told to ask anew. */
const noEvent = '00000000-0000-0000-0000-000000000000'

export const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
}

export function openEventStream({ permissions, renew, isNamed }: StreamOptions): EventStream {
  let allowed = permissions
  let line: Line | undefined
  let heartbeat: NodeJS.Timeout | undefined
  let mustReset = false
  const pending: WatchedEvent[] = []

  function tell(event: WatchedEvent): void {
    if (!allowed.has(permissionToWatch(event.type))) return
    if (line) line.write(`id: ${event.id}\n${frameOf(event, isNamed)}`)
    else if (pending.length < maxPending) pending.push(event)
    else mustReset = true
  }

  function reset(): void {
    if (line) line.write(frameOf({ type: resetEvent, payload: {} }, isNamed))
    else mustReset = true
  }

  async function beat(): Promise<void> {
    line?.write(': still here\n\n')
    try {
      allowed = await renew()
    } catch {
      line?.end()
    }
  }

  return {
    tell,
    reset,
    end: () => line?.end(),
    start(response, missed, leave) {
      line = openLine(response, () => {
        clearInterval(heartbeat)
        leave()
      })
      line.write(`retry: ${comeBackMs}\n\n`)
      if (missed.isReset || mustReset) reset()
      for (const event of missed.events) tell(event)
      line.write(`id: ${missed.newest ?? noEvent}\n\n`)
      const told = new Set(missed.events.map(({ id }) => id))
      for (const event of pending.splice(0)) if (!told.has(event.id)) tell(event)
      if (response.destroyed || response.writableEnded) line.end()
      else heartbeat = setInterval(() => void beat(), heartbeatMs)
    },
  }
}

function frameOf({ type, payload }: Omit<WatchedEvent, 'id'>, isNamed: boolean): string {
  // One line: JSON has no line breaks of its own, and types are names.
  return `${isNamed ? `event: ${type}\n` : ''}data: ${JSON.stringify({ type, payload })}\n\n`
}
