import { html } from 'lit'
import type { EntryPageApp } from './entry-app.ts'
import type { EntryStep } from './entry-card.ts'
import type { SecondFactorOffer } from './second-factor-offer.ts'

export interface FactorStep {
  readonly app: EntryPageApp
  readonly offer: SecondFactorOffer
  /** What has happened already. */
  readonly lead?: string
  /** The person goes back instead. */
  leave(): void
}

/** The same wherever an account asks for more: after a password, a link or a new password. */
export function factorStep({ app, offer, lead, leave }: FactorStep): EntryStep {
  return {
    app,
    step: 'second-factor',
    heading: app.words.say('secondFactor'),
    ...(lead === undefined ? {} : { lead }),
    body: html`<div class="body">
      <dm-second-factor .app=${app} .offer=${offer} @dm-second-factor-left=${leave}></dm-second-factor>
    </div>`,
  }
}
