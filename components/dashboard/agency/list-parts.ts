/** What lists of the agency's area have in common: a search, a choice, the way to further rows. */
import { html, nothing } from 'lit'
import { valueOf } from '../../ui/input-value.ts'
import type { AgencyWords } from './agency-desk.ts'

export interface ListMore {
  readonly data: { readonly nextCursor: string | null } | undefined
  readonly isGoingOn: boolean
  more(): Promise<void>
}

export function renderMore(words: AgencyWords, list: ListMore, onFailure: (problem: unknown) => void): unknown {
  if (!list.data?.nextCursor) return nothing
  return html`<button
    type="button"
    class="button more"
    aria-disabled=${list.isGoingOn}
    @click=${() => void list.more().catch(onFailure)}
  >
    ${words.say(list.isGoingOn ? 'loading' : 'showMore')}
  </button>`
}

export interface Choice {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, label: string])[]
  choose(value: string): void
}

export const renderChoice = ({ id, label, value, options, choose }: Choice): unknown =>
  html`<div class="field">
    <label class="label" for=${id}>${label}</label>
    <select class="input" id=${id} @change=${(event: Event) => choose(valueOf(event))}>
      ${options.map(([one, text]) => html`<option value=${one} .selected=${one === value}>${text}</option>`)}
    </select>
  </div>`

/** Nobody waits for an answer to every letter. */
const pauseMs = 250

export class Search {
  text = ''
  readonly #onChange: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  render(label: string): unknown {
    return html`<div class="field">
      <label class="label" for="search">${label}</label>
      <input
        class="input"
        id="search"
        type="search"
        autocomplete="off"
        .value=${this.text}
        @input=${(event: Event) => this.#type(valueOf(event))}
      />
    </div>`
  }

  clear(): void {
    this.text = ''
    this.#onChange()
  }

  #type(text: string): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.text = text
      this.#onChange()
    }, pauseMs)
  }
}
