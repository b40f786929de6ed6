/** The open answer of one watcher: takes text as long as somebody reads it. */
import type { ServerResponse } from 'node:http'

export interface Line {
  write(text: string): void
  end(): void
}

/** What the system's own buffers do not take: a reader this far behind is dropped. */
const maxWaitingBytes = 256 * 1024

/** `onEnd` is called once, whoever ends it. */
export function openLine(response: ServerResponse, onEnd: () => void): Line {
  let isEnded = false

  function end(): void {
    if (isEnded) return
    isEnded = true
    onEnd()
    if (response.destroyed) return
    // Who does not read would keep a polite end waiting.
    if (response.writableLength > 0) response.destroy()
    else response.end()
  }

  response.once('close', end)
  response.on('error', end) // a line that broke while something was being written
  response.flushHeaders()
  return {
    write(text) {
      if (isEnded) return
      response.write(text)
      if (response.writableLength > maxWaitingBytes) end()
    },
    end,
  }
}
