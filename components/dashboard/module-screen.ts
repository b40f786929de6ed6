import { css, html } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { PropertyValues } from 'lit'
import { asyncStyle, renderDenied, renderFailure, renderLoading } from '../app/async.ts'
import { createScreenClient, type ScreenClient } from '../app/screen-client.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { screenPath } from './routes.ts'
import type { SessionModule } from './session.ts'
import type { SiteApp } from './site-app.ts'

/**
 * @summary One screen of a module: loads the module's script and gives its element a client.
 * @element dm-module-screen
 */
export class DmModuleScreen extends DmElement {
  static override properties = {
    app: { attribute: false },
    module: { attribute: false },
    screen: { type: String },
    _problem: { state: true },
    _loaded: { state: true },
  }

  static override styles = [
    tokens,
    controls,
    asyncStyle,
    css`
      :host {
        display: block;
      }
    `,
  ]

  declare app: SiteApp
  declare module: SessionModule
  /** Name in the module's manifest. */
  declare screen: string
  declare _problem: unknown
  /** Slug of the module whose script is there. */
  declare _loaded: string
  #element: (HTMLElement & { client?: ScreenClient }) | undefined
  #tries = 0

  constructor() {
    super()
    this.screen = ''
    this._loaded = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('module') && this._loaded !== this.module.slug) void this.#load()
    const { element: tag } = this.module.screens[this.screen]!
    if (this._loaded !== this.module.slug) return
    if (this.#element?.localName !== tag || changed.has('screen')) this.#element = document.createElement(tag)
    else if (!changed.has('app') && !changed.has('module')) return
    this.#element.client = this.#createClient()
  }

  async #load(): Promise<void> {
    const { slug, script } = this.module
    this._problem = undefined
    try {
      // A browser remembers that a module failed: another try needs another address.
      if (script) await import(this.#tries === 0 ? script : `${script}?try=${this.#tries}`)
      this._loaded = slug
    } catch (problem) {
      this.#tries++
      this._problem = problem
    }
  }

  #createClient(): ScreenClient {
    const { api, cache, site, words, toast, go } = this.app
    const { slug } = this.module
    return createScreenClient({
      api,
      site,
      module: slug,
      locale: words.locale,
      cache,
      permissions: site.permissions,
      toast,
      navigate: (path) => go(path.startsWith('/') ? path : screenPath(site.slug, slug, path)),
    })
  }

  override render() {
    const { words, can } = this.app
    if (!can(this.module.screens[this.screen]!.permission)) return renderDenied(words)
    if (this._loaded === this.module.slug) return html`${keyed(this.#element, this.#element)}`
    if (this._problem !== undefined) return renderFailure(words, this._problem, () => void this.#load())
    return renderLoading(words)
  }
}
