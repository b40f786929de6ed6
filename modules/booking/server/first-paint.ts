/** The list of services as HTML, so that a visitor sees and can choose one before any script but the boot has come. */
import { html, type Html } from '@dramac/contract/document/html'
import type { Catalogue, PublicService } from '../contract.ts'
import { firstPaintWords } from '../messages/first-paint.ts'
import { formatMinutes, formatPrice } from '../messages/formats.ts'

/** The same look as the widget's own list, which takes its place without a shift. */
export const firstPaintCss = `
html{color-scheme:light dark}
body{margin:0;font:16px/1.5 var(--dm-font-family-base,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif);background:transparent;color:light-dark(#15211f,#eef3f2)}
dm-booking,dm-booking-manage{display:block}
.dm-first{max-width:46rem;margin:0 auto;padding:16px clamp(6px,2.5vw,20px)}
.dm-first h1{font-size:1.375rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:0}
.dm-first p{margin:0}
.dm-first .dm-business{color:light-dark(#54655f,#a7b6b2);margin:0 0 16px}
.dm-first ul{list-style:none;margin:0;padding:0;display:grid;gap:10px}
.dm-first button{all:unset;box-sizing:border-box;inline-size:100%;display:grid;grid-template-columns:1fr auto;gap:2px 16px;padding:16px 18px;border:1px solid light-dark(#d3dedb,#33423e);border-radius:12px;cursor:pointer;background:light-dark(#fff,#16201e)}
.dm-first button:hover,.dm-first button[aria-pressed=true]{border-color:light-dark(#0f766e,#5cc9be)}
.dm-first button:focus-visible{outline:3px solid light-dark(#0f766e,#5cc9be);outline-offset:2px}
.dm-first strong{font-weight:600}
.dm-first small{color:light-dark(#54655f,#a7b6b2);font-size:.875rem}
.dm-first .dm-end{text-align:end}
`.trim()

/** Empty when an attribute skips the step: then the widget's own first step comes at once. */
export function renderFirstPaint(
  catalogue: Catalogue,
  props: Readonly<Record<string, string>>,
  locale: string,
): string {
  const chosen = props['service']
  if (chosen !== undefined && catalogue.services.some((one) => one.slug === chosen || one.id === chosen)) return ''
  const words = firstPaintWords(locale)
  if (catalogue.services.length === 0) return String(html`<div class="dm-first"><p>${words.empty}</p></div>`)
  return String(
    html`<div class="dm-first">
      <h1>${words.chooseService}</h1>
      <p class="dm-business">${catalogue.business.name}</p>
      <ul>
        ${catalogue.services.map((service) => renderService(service, locale))}
      </ul>
    </div>`,
  )
}

function renderService(service: PublicService, locale: string): Html {
  return html`<li>
    <button type="button" data-dm-choice="service" data-dm-value="${service.slug}">
      <strong>${service.name}</strong
      ><span class="dm-end">${service.price ? formatPrice(service.price, locale) : ''}</span
      ><small>${service.description ?? ''}</small
      ><small class="dm-end">${formatMinutes(service.durationMinutes, locale)}</small>
    </button>
  </li>`
}
