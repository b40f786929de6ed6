/** Of an address that names nothing. */
import { html } from 'lit'
import { renderEmpty } from '../app/async.ts'
import { renderIcon } from '../app/icons.ts'
import type { DashboardWords } from './dashboard-words.ts'

export function renderLost(words: DashboardWords) {
  return html`<div class="state card">
    <span class="state-icon">${renderIcon('globe', 24)}</span>
    <h1>${words.say('notFound')}</h1>
    <p class="quiet">${words.say('notFoundText')}</p>
    <a class="button" href="/">${words.say('toStart')}</a>
  </div>`
}

export const renderNoSites = (words: DashboardWords) =>
  renderEmpty({ icon: 'globe', title: words.say('noSites'), text: words.say('noSitesText') })
