/** The card of a page at the entry: whose door it is, what step this is, and the way on. */
import { html, nothing, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { renderIcon } from '../../app/icons.ts'
import { isLanguage, languages } from '../../app/words.ts'
import { valueOf } from '../../ui/input-value.ts'
import { toReadableAccent, type Brand } from './brand.ts'
import type { EntryApp } from './entry-app.ts'

export interface EntryStep {
  readonly app: EntryApp
  /** Names the step; another one is announced. */
  readonly step: string
  readonly heading: string
  readonly lead?: unknown
  readonly body?: unknown
  readonly under?: unknown
}

export function renderEntry(step: EntryStep): TemplateResult {
  return html`<main class="whole">${renderCard(step)} ${renderTongues(step.app)}</main>`
}

export function renderCard({ app, step, heading, lead, body, under }: EntryStep): TemplateResult {
  return html`<div class="card" ${ref((card) => colour(card, app.brand))}>
    ${renderWhose(app.brand)}
    <h1 id="heading" tabindex="-1" data-step=${step}>${heading}</h1>
    ${lead === undefined ? nothing : html`<p class="lead">${lead}</p>`} ${body ?? nothing}
    ${under === undefined ? nothing : html`<div class="under">${under}</div>`}
  </div>`
}

function renderWhose(brand: Brand | undefined): TemplateResult {
  if (brand?.logo) return html`<div class="whose"><img src=${brand.logo} alt=${brand.name} /></div>`
  const mark = brand ? [...brand.name][0]?.toUpperCase() : renderIcon('mark', 24)
  return html`<div class="whose">
    <span class="mark" aria-hidden="true">${mark}</span>${brand ? html`<strong>${brand.name}</strong>` : nothing}
  </div>`
}

/** By script, because the document allows no style in the markup. */
function colour(card: Element | undefined, brand: Brand | undefined): void {
  if (!(card instanceof HTMLElement)) return
  const found = brand?.accent === undefined ? undefined : toReadableAccent(brand.accent)
  for (const [name, value] of [
    ['--_accent', found?.accent],
    ['--_on-accent', found?.onAccent],
  ] as const)
    if (value) card.style.setProperty(name, value)
    else card.style.removeProperty(name)
}

/** Who follows a link of a mail has had no other place to say which language they read. */
function renderTongues({ words, speak }: EntryApp): TemplateResult {
  const language = words.locale.slice(0, 2)
  return html`<select
    class="input tongue"
    aria-label=${words.say('language')}
    ${ref((select) => queueMicrotask(() => select instanceof HTMLSelectElement && (select.value = language)))}
    @change=${(event: Event) => {
      const chosen = valueOf(event)
      if (isLanguage(chosen)) speak(chosen)
    }}
  >
    ${Object.entries(languages).map(([code, name]) => html`<option value=${code} lang=${code}>${name}</option>`)}
  </select>`
}
