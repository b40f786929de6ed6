/**
 * A page at the entry goes on in steps, each with a heading that names it by `data-step`. The heading is the title,
 * and with a new step the focus goes to what carries `autofocus`, else to the heading, so that readers hear of it.
 */
import type { LitElement, ReactiveController } from 'lit'

export class StepFocus implements ReactiveController {
  readonly #host: LitElement
  readonly #isTitled: () => boolean
  #step: string | undefined

  /** `isTitled`: false where the page below keeps its own title. */
  constructor(host: LitElement, isTitled: () => boolean = () => true) {
    this.#host = host
    this.#isTitled = isTitled
    host.addController(this)
  }

  hostUpdated(): void {
    const heading = this.#host.renderRoot.querySelector<HTMLElement>('h1[data-step]')
    const step = heading?.dataset['step']
    if (!heading || step === undefined) return
    if (this.#isTitled()) document.title = heading.textContent.trim()
    if (step === this.#step) return
    this.#step = step
    const first = this.#host.renderRoot.querySelector<HTMLElement>('[autofocus]')
    this.#focus(first ?? heading, step)
  }

  /** Code that came late is drawn before the place where it stands. */
  #focus(place: HTMLElement, step: string): void {
    if (!place.isConnected || step !== this.#step) return
    if (place.checkVisibility()) place.focus()
    else requestAnimationFrame(() => this.#focus(place, step))
  }
}
