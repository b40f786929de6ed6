/** What a screen shows of the server: asked, shown, kept while it is asked again. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Nothing is shown for this long: most answers are there before an eye would see a placeholder. */
const quietMs = 200
const pollMs = 30_000

export interface RemoteOptions {
  /** Asks again every 30 s while the page is visible, and at once when it becomes so. */
  readonly poll?: boolean
}

export class Remote<T> implements ReactiveController {
  data: T | undefined
  /** Of the latest try; the data of an earlier one stays. */
  problem: unknown
  /** The first answer is late. */
  isSlow = false
  readonly #host: ReactiveControllerHost
  readonly #ask: (signal: AbortSignal) => Promise<T>
  readonly #poll: boolean
  #abort: AbortController | undefined
  #slow: ReturnType<typeof setTimeout> | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #askedAt = 0

  constructor(
    host: ReactiveControllerHost,
    ask: (signal: AbortSignal) => Promise<T>,
    { poll = false }: RemoteOptions = {},
  ) {
    this.#host = host
    this.#ask = ask
    this.#poll = poll
    host.addController(this)
  }

  hostConnected(): void {
    if (!this.#poll) return
    this.#timer = setInterval(this.#again, pollMs)
    document.addEventListener('visibilitychange', this.#again)
  }

  hostDisconnected(): void {
    this.#abort?.abort()
    clearTimeout(this.#slow)
    clearInterval(this.#timer)
    document.removeEventListener('visibilitychange', this.#again)
  }

  readonly #again = (): void => {
    this.#host.requestUpdate()
    if (document.visibilityState === 'visible' && Date.now() - this.#askedAt >= pollMs - 1000) void this.load()
  }

  /** Forgets what was there: it is an answer to another question. */
  reset(): void {
    this.data = undefined
    this.problem = undefined
  }

  /** Never rejects: a failure is `problem`. A later call overtakes this one. */
  async load(): Promise<void> {
    this.#abort?.abort()
    const { signal } = (this.#abort = new AbortController())
    this.#askedAt = Date.now()
    clearTimeout(this.#slow)
    this.isSlow = this.data === undefined && this.problem !== undefined
    if (this.data === undefined) this.problem = undefined
    this.#slow = setTimeout(() => this.#settle(() => (this.isSlow = this.data === undefined)), quietMs)
    this.#host.requestUpdate()
    try {
      const data = await this.#ask(signal)
      if (signal.aborted) return
      this.#settle(() => {
        this.data = data
        this.problem = undefined
      })
    } catch (problem) {
      if (signal.aborted) return
      this.#settle(() => (this.problem = problem))
    }
    clearTimeout(this.#slow)
    this.isSlow = false
  }

  #settle(change: () => void): void {
    change()
    this.#host.requestUpdate()
  }
}
