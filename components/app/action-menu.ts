import { css, html } from 'lit'
import { controls } from '../ui/controls.ts'
import { DmElement } from '../ui/element.ts'
import { tokens } from '../ui/tokens.ts'
import { renderIcon } from './icons.ts'

export interface MenuAction {
  readonly label: string
  readonly icon: string
  readonly danger?: boolean
  run(): void
}

/**
 * @summary What else can be done with a row, behind one button.
 * @element dm-action-menu
 */
export class DmActionMenu extends DmElement {
  static override properties = { label: { type: String }, actions: { attribute: false } }

  static override styles = [
    tokens,
    controls,
    css`
      :host {
        display: inline-block;
      }
      .trigger {
        inline-size: 44px;
        min-block-size: 44px;
        padding: 0;
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 6px;
        min-inline-size: 12rem;
        max-inline-size: calc(100vw - 24px);
        border: 1px solid var(--_line);
        border-radius: 12px;
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 16px 48px rgb(0 0 0 / 0.2);
      }
      .action {
        display: flex;
        align-items: center;
        gap: 12px;
        inline-size: 100%;
        min-block-size: 44px;
        padding: 0 12px;
        border: 0;
        border-radius: 8px;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      .action:hover,
      .action:focus-visible {
        background: color-mix(in srgb, var(--_text) 6%, transparent);
      }
      .action:focus-visible {
        outline-offset: -3px;
      }
      .action.danger {
        color: var(--_danger);
      }
    `,
  ]

  /** Of the button, for readers. */
  declare label: string
  declare actions: readonly MenuAction[]

  constructor() {
    super()
    this.label = ''
    this.actions = []
  }

  get #menu(): HTMLElement {
    return this.renderRoot.querySelector('[popover]')!
  }

  /** Below the button, or above it where there is no room; its outer edge at the button's. */
  #place(event: ToggleEvent): void {
    if (event.newState !== 'open') return
    const menu = this.#menu
    const at = this.renderRoot.querySelector('.trigger')!.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = menu
    const isRight = getComputedStyle(this).direction === 'rtl'
    const left = isRight ? at.left : at.right - width
    const top = at.bottom + 6 + height > innerHeight ? at.top - height - 6 : at.bottom + 6
    menu.style.left = `${Math.max(12, Math.min(left, innerWidth - width - 12))}px`
    menu.style.top = `${Math.max(12, top)}px`
    menu.querySelector('button')?.focus()
  }

  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = [...this.#menu.querySelectorAll('button')]
    const now = all.findIndex((one) => one === this.shadowRoot?.activeElement)
    all[(now + step + all.length) % all.length]?.focus()
  }

  #run(action: MenuAction): void {
    this.#menu.hidePopover()
    action.run()
  }

  override render() {
    return html`<button type="button" class="button trigger" popovertarget="menu" aria-label=${this.label}>
        ${renderIcon('more', 18)}
      </button>
      <div
        id="menu"
        popover
        role="group"
        aria-label=${this.label}
        @toggle=${(event: ToggleEvent) => this.#place(event)}
        @keydown=${(event: KeyboardEvent) => this.#move(event)}
      >
        ${this.actions.map(
          (action) =>
            html`<button
              type="button"
              class="action ${action.danger ? 'danger' : ''}"
              @click=${() => this.#run(action)}
            >
              ${renderIcon(action.icon, 18)}<span>${action.label}</span>
            </button>`,
        )}
      </div>`
  }
}
