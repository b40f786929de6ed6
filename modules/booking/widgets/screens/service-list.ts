/** One service in the list: what it is, where it stands, and what can be done with it. */
import { css, html, nothing, type TemplateResult } from 'lit'
import { renderIcon } from '@dramac/components/app/icons'
import { formatMinutes, formatPrice } from '../../messages/formats.ts'
import type { ServiceRecord } from './records.ts'
import type { ScreenWords } from './screen-words.ts'

export interface ServiceView {
  readonly words: ScreenWords
  readonly service: ServiceRecord
  /** Of who gives it. */
  readonly names: readonly string[]
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly isBusy: boolean
  readonly mayWrite: boolean
  /** -1 is up. */
  onStep(by: -1 | 1): void
  onEdit(): void
  onActive(active: boolean): void
  onDelete(): void
}

export function renderService(view: ServiceView): TemplateResult {
  const { words, service, names, mayWrite } = view
  const { id, name, active, durationMinutes, price, requiresConfirmation } = service
  return html`<li class="card service ${active ? '' : 'off'}" data-id=${id}>
    ${mayWrite ? renderOrder(view) : nothing}
    <div class="facts">
      <h2>${name} <span class="badge ${active ? 'good' : 'off'}">${words.say(active ? 'offered' : 'paused')}</span></h2>
      <p class="small">
        <span>${formatMinutes(durationMinutes, words.locale)}</span>
        <span>${price ? formatPrice(price, words.locale) : words.say('noPrice')}</span>
        ${requiresConfirmation ? html`<span>${words.say('onRequest')}</span>` : nothing}
      </p>
      <p class="small ${names.length ? 'quiet' : 'error'}">
        ${names.length ? new Intl.ListFormat(words.locale, { type: 'conjunction' }).format(names) : words.say('nobodyGives')}
      </p>
    </div>
    ${mayWrite ? renderActions(view) : nothing}
  </li>`
}

function renderOrder({ words, service, isFirst, isLast, isBusy, onStep }: ServiceView): TemplateResult {
  const step = (direction: 'up' | 'down', isEnd: boolean) =>
    html`<button
      type="button"
      class="button plain icon-button"
      data-direction=${direction}
      aria-label=${words.say(direction === 'up' ? 'moveUp' : 'moveDown', { name: service.name })}
      ?disabled=${isEnd}
      aria-disabled=${isBusy}
      @click=${() => onStep(direction === 'up' ? -1 : 1)}
    >
      ${renderIcon(direction)}
    </button>`
  return html`<div class="order">${step('up', isFirst)}${step('down', isLast)}</div>`
}

function renderActions({ words, service, isBusy, onEdit, onActive, onDelete }: ServiceView): TemplateResult {
  const { name, active } = service
  return html`<div class="row actions">
    <button type="button" class="button" aria-label=${words.say('editOf', { name })} @click=${onEdit}>
      ${words.say('edit')}
    </button>
    <button
      type="button"
      class="button"
      aria-label=${words.say(active ? 'pauseOf' : 'offerOf', { name })}
      aria-disabled=${isBusy}
      @click=${() => onActive(!active)}
    >
      ${words.say(active ? 'pause' : 'offer')}
    </button>
    <button
      type="button"
      class="button plain icon-button remove"
      aria-label=${words.say('deleteOf', { name })}
      @click=${onDelete}
    >
      ${renderIcon('trash')}
    </button>
  </div>`
}

export const serviceListStyle = css`
  .services {
    display: grid;
    gap: 12px;
  }
  .service {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px 16px;
    padding: 14px 18px;
  }
  .service.off {
    background: none;
  }
  .order {
    display: grid;
    margin-inline-start: -8px;
  }
  .order .button {
    min-block-size: 36px;
  }
  .facts {
    display: grid;
    gap: 4px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .facts h2 .badge {
    margin-inline-start: 6px;
    vertical-align: 1px;
  }
  .facts p {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }
  .button.remove {
    color: var(--_danger);
  }
  @container (max-width: 679px) {
    .service {
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: start;
    }
    .facts {
      order: -1;
    }
    .order .button {
      min-block-size: 44px;
    }
    .actions {
      grid-column: 1 / -1;
    }
    .actions .button:not(.icon-button) {
      flex: 1 1 auto;
    }
    .head .button {
      inline-size: 100%;
    }
  }
`
