import { css, html } from 'lit'
import type { PropertyValues } from 'lit'
import { asyncStyle, renderFailure, renderLoading } from '../app/async.ts'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import type { DashboardWords } from './dashboard-words.ts'

/** Settles when the page's element is defined. */
export type LoadPage = () => Promise<unknown>

/**
 * @summary A page whose code comes when somebody opens it.
 * @element dm-late-page
 * @slot - The page's element, shown once its code is there.
 */
export class DmLatePage extends DmElement {
  static override properties = {
    words: { attribute: false },
    load: { attribute: false },
    _loaded: { state: true },
    _problem: { state: true },
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

  declare words: DashboardWords
  declare load: LoadPage
  declare _loaded: LoadPage | undefined
  declare _problem: unknown
  #failures = 0

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('load')) return
    this.#failures = 0
    void this.#start()
  }

  async #start(): Promise<void> {
    const { load } = this
    this._problem = undefined
    try {
      await load()
      if (load === this.load) this._loaded = load
    } catch (problem) {
      this.#failures++
      if (load === this.load) this._problem = problem
    }
  }

  /** Some browsers remember that a file failed until the document is another one; nothing is typed here yet. */
  #retry(): void {
    if (this.#failures > 1 && navigator.onLine) location.reload()
    else void this.#start()
  }

  override render() {
    if (this._loaded === this.load) return html`<slot></slot>`
    if (this._problem !== undefined) return renderFailure(this.words, this._problem, () => this.#retry())
    return renderLoading(this.words)
  }
}
