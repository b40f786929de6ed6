/**
 * Tells the server of errors that nobody handled: each kind once a session, a few in all, after the fact. Nothing waits for
 * it and nothing fails by it.
 */
export interface ReportOptions {
  /** Of `window`, which hears what nobody handled. */
  readonly target: EventTarget
  send(report: ErrorReport): void
}

export interface ErrorReport {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

const mostReports = 10
/** What the server takes. */
const most = { name: 60, message: 500, stack: 4_000 } as const

/** @returns what ends it. */
export function reportErrors({ target, send }: ReportOptions): () => void {
  const told = new Set<string>()
  const tell = (thrown: unknown) => {
    const report = toReport(thrown)
    // The first line of the stack that names a place tells errors of the same words apart.
    const key = `${report.name} ${report.message} ${report.stack?.split('\n')[1] ?? ''}`
    if (told.has(key) || told.size >= mostReports) return
    told.add(key)
    send(report)
  }
  const onError = (event: Event) => tell((event as ErrorEvent).error) // the browser's own
  const onRejection = (event: Event) => tell((event as PromiseRejectionEvent).reason) // the browser's own
  target.addEventListener('error', onError)
  target.addEventListener('unhandledrejection', onRejection)
  return () => {
    target.removeEventListener('error', onError)
    target.removeEventListener('unhandledrejection', onRejection)
  }
}

function toReport(thrown: unknown): ErrorReport {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  return {
    name: (name || 'Error').slice(0, most.name),
    message: (message || 'without a word').slice(0, most.message),
    ...(thrown instanceof Error && stack ? { stack: stack.slice(0, most.stack) } : {}),
  }
}

/** Leaves even when the page goes away. */
export function sendReport(report: ErrorReport): void {
  const headers = { 'Content-Type': 'application/json' }
  fetch('/v1/client-errors', {
    method: 'POST',
    headers,
    body: JSON.stringify(report),
    keepalive: true,
    credentials: 'omit',
  }).catch(() => {})
}
