/** The process's one ear for events, and the hub that passes on what it hears. */
import { openListener } from '@dramac/core/db/listener'
import { noticeChannel } from '@dramac/core/events/queries'
import { parseNotice } from '@dramac/core/events/watched-event'
import type { Logger } from 'pino'
import type { Line } from '../health/health.ts'
import { createHub, type Hub } from './hub.ts'

export interface Realtime {
  readonly hub: Hub
  close(): Promise<void>
}

export interface RealtimeOptions {
  readonly url: string
  readonly log: Logger
  readonly line: Line
}

export async function openRealtime({ url, log, line }: RealtimeOptions): Promise<Realtime> {
  const hub = createHub()
  const from = 'listener'
  const listener = await openListener({
    url,
    channel: noticeChannel,
    onNotice(text) {
      try {
        const { siteId, event } = parseNotice(text)
        hub.tell(siteId, event)
      } catch (error) {
        log.warn({ from, err: error as Error }, 'a notice could not be read')
      }
    },
    onLost(err, againMs) {
      line.away(err)
      log.warn({ from, err, againMs }, 'lost the connection that hears events')
    },
    onResumed() {
      line.ok()
      log.warn({ from }, 'hears events again')
      hub.resetAll()
    },
  })
  return {
    hub,
    async close() {
      hub.close()
      await listener.close()
    },
  }
}
