/**
 * One line for every connection that the process depends on: whether it works, since when, and the last word of what
 * went wrong. Some lines are told by whoever uses the connection, the others are asked when somebody looks.
 */

/** `off`: not set up, so nothing is missing. */
export type LineState = 'ok' | 'away' | 'off'

export interface LineReport {
  readonly state: LineState
  readonly since: string
  /** Without it the process can serve nobody. */
  readonly needed: boolean
  /** A code, never a message: those name hosts and people. Stays after the connection is back. */
  readonly lastError?: string
  readonly lastErrorAt?: string
}

export interface Line {
  ok(): void
  away(error: unknown): void
}

export interface HealthReport {
  readonly status: 'ok' | 'away'
  readonly release: string
  readonly startedAt: string
  readonly connections: Readonly<Record<string, LineReport>>
}

export interface Health {
  /** A line that its user tells. */
  tell(name: string, options: LineOptions): Line
  /** A line that is asked: `check` rejects when the connection is away. */
  ask(name: string, options: LineOptions & { check(): Promise<unknown> }): void
  /** Asks at most once a second, and waits for no connection longer than two. */
  report(): Promise<HealthReport>
}

export interface LineOptions {
  readonly needed: boolean
  readonly state?: LineState
}

export interface HealthParts {
  readonly release: string
  readonly clock: () => Date
}

const waitMs = 2_000
const keptMs = 1_000

interface Kept {
  state: LineState
  since: Date
  lastError?: string
  lastErrorAt?: Date
  readonly needed: boolean
}

export function createHealth({ release, clock }: HealthParts): Health {
  const startedAt = clock().toISOString()
  const lines = new Map<string, Kept>()
  const asked: (() => Promise<void>)[] = []
  let asking: { readonly until: number; readonly done: Promise<unknown> } | undefined

  function tell(name: string, { needed, state = 'ok' }: LineOptions): Line {
    const line: Kept = { state, since: clock(), needed }
    lines.set(name, line)
    const turn = (to: LineState) => {
      if (line.state === to) return
      line.state = to
      line.since = clock()
    }
    return {
      ok: () => turn('ok'),
      away(error) {
        line.lastError = wordOf(error)
        line.lastErrorAt = clock()
        turn('away')
      },
    }
  }

  return {
    tell,
    ask(name, { check, ...options }) {
      const line = tell(name, options)
      asked.push(() => within(check()).then(line.ok, line.away))
    },
    async report() {
      if (!asking || asking.until < performance.now())
        asking = { until: performance.now() + keptMs, done: Promise.all(asked.map((one) => one())) }
      await asking.done
      const isAway = [...lines.values()].some(({ needed, state }) => needed && state === 'away')
      const connections = Object.fromEntries([...lines].map(([name, line]) => [name, reportOf(line)]))
      return { status: isAway ? 'away' : 'ok', release, startedAt, connections }
    },
  }
}

const reportOf = ({ state, since, needed, lastError, lastErrorAt }: Kept): LineReport => ({
  state,
  since: since.toISOString(),
  needed,
  ...(lastError === undefined ? {} : { lastError }),
  ...(lastErrorAt === undefined ? {} : { lastErrorAt: lastErrorAt.toISOString() }),
})

/** The code of PostgreSQL, of the system or of a library; else the kind of the error. */
function wordOf(error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown } // only read
  for (const word of [code, name]) if (typeof word === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(word)) return word
  return 'Error'
}

function within(check: Promise<unknown>): Promise<unknown> {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })), waitMs)
  return Promise.race([check, promise]).finally(() => clearTimeout(late))
}
