/**
 * One connection that listens to one channel and comes back after every loss. PostgreSQL keeps no notice for who
 * is away: what was said meanwhile is lost, and `onResumed` says so.
 */
import pg from 'pg'

export interface ListenOptions {
  readonly url: string
  readonly channel: string
  onNotice(text: string): void
  /** The connection is gone, or could not be made again; the next try is in `againMs`. */
  onLost(reason: Error, againMs: number): void
  /** Listening again, after a time of not listening. */
  onResumed(): void
}

export interface Listener {
  close(): Promise<void>
}

/** A connection that died without a word is found out by asking. */
const askEveryMs = 20_000
const answerWithinMs = 10_000
const [firstWaitMs, longestWaitMs] = [100, 30_000]

/** Rejects when the first connection fails: who starts without it should know. */
export async function openListener(options: ListenOptions): Promise<Listener> {
  const { onLost, onResumed } = options
  let current: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  async function resume(tries: number): Promise<void> {
    try {
      current = await connect(options, lose)
    } catch (error) {
      return lose(error as Error, tries + 1) // pg rejects with errors only
    }
    if (isClosed) await current.end()
    else onResumed()
  }

  function lose(reason: Error, tries = 0): void {
    current = undefined
    if (isClosed) return
    const againMs = Math.min(longestWaitMs, firstWaitMs * 2 ** tries)
    onLost(reason, againMs)
    timer = setTimeout(() => void resume(tries), againMs)
  }

  current = await connect(options, lose)
  return {
    async close() {
      isClosed = true
      clearTimeout(timer)
      await current?.end()
    },
  }
}

/** `onEnd` is called once, and only for a connection that has listened. */
async function connect({ url, channel, onNotice }: ListenOptions, onEnd: (reason: Error) => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'dramac listener',
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
  })
  let reason: Error | undefined
  client.on('error', (error) => (reason ??= error)) // the first says why; the end follows
  try {
    await client.connect()
    await client.query(`listen ${pg.escapeIdentifier(channel)}`)
  } catch (error) {
    await client.end()
    throw error
  }
  client.on('notification', ({ payload = '' }) => onNotice(payload))
  const giveUp = (error: Error) => {
    reason ??= error
    return client.end()
  }
  const asking = setInterval(() => void client.query('select 1').catch(giveUp), askEveryMs)
  client.once('end', () => {
    clearInterval(asking)
    onEnd(reason ?? new Error('the connection ended'))
  })
  return client
}
