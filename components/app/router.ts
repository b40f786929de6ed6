/** Finds the page by the path. Links are plain links; the router takes those that stay here. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Name to pattern: `/sites/:site/domains`. The first that fits wins. */
export type RouteTable = Readonly<Record<string, string>>

export interface RouteMatch<Name extends string = string> {
  readonly name: Name
  readonly params: Readonly<Record<string, string>>
}

/** Segments are compared one by one and decoded; a slash at the end changes nothing. */
export function matchRoute<Table extends RouteTable>(
  table: Table,
  path: string,
): RouteMatch<Extract<keyof Table, string>> | undefined {
  const given = path.split('/').filter(Boolean)
  for (const [name, pattern] of Object.entries(table)) {
    const wanted = pattern.split('/').filter(Boolean)
    if (wanted.length !== given.length) continue
    const params: Record<string, string> = {}
    const fits = wanted.every((segment, index) => {
      if (!segment.startsWith(':')) return segment === given[index]
      const value = decode(given[index] ?? '')
      if (value !== undefined) params[segment.slice(1)] = value
      return value !== undefined
    })
    if (fits) return { name: name as Extract<keyof Table, string>, params } // a key of the table
  }
  return undefined
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

export class Router<Table extends RouteTable> implements ReactiveController {
  path = location.pathname
  readonly #table: Table
  readonly #host: ReactiveControllerHost & EventTarget
  /** Runs after each change of address, not at the start. */
  readonly #onNavigate: () => void

  constructor(host: ReactiveControllerHost & EventTarget, table: Table, onNavigate: () => void) {
    this.#host = host
    this.#table = table
    this.#onNavigate = onNavigate
    host.addController(this)
  }

  get match(): RouteMatch<Extract<keyof Table, string>> | undefined {
    return matchRoute(this.#table, this.path)
  }

  hostConnected(): void {
    this.path = location.pathname
    addEventListener('popstate', this.#pop)
    this.#host.addEventListener('click', this.#click)
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#pop)
    this.#host.removeEventListener('click', this.#click)
  }

  /** `replace` leaves no entry behind: for redirects. */
  go(path: string, { replace = false }: { replace?: boolean } = {}): void {
    if (path === this.path) return
    history[replace ? 'replaceState' : 'pushState'](null, '', path)
    this.#arrive()
  }

  readonly #pop = (): void => this.#arrive()

  #arrive(): void {
    this.path = location.pathname
    this.#host.requestUpdate()
    this.#onNavigate()
  }

  readonly #click = (event: Event): void => {
    const click = event as MouseEvent // the type of every click
    if (
      click.defaultPrevented ||
      click.button !== 0 ||
      click.metaKey ||
      click.ctrlKey ||
      click.shiftKey ||
      click.altKey
    )
      return
    const link = click.composedPath().find((node) => node instanceof HTMLAnchorElement)
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return
    if (!matchRoute(this.#table, link.pathname)) return
    click.preventDefault()
    this.go(link.pathname)
  }
}
