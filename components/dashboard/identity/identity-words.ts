/** The words about who somebody is: they come with the pages that say them, not with the dashboard. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { createWordsLoader, type Words } from '../../app/words.ts'
import { en } from '../messages/en.ts'
import { identityEn } from '../messages/identity-en.ts'

const english = { ...en, ...identityEn }

export type IdentityMessage = keyof typeof english
export type IdentityWords = Words<IdentityMessage>

const loadIdentityWords = createWordsLoader(english, {
  async de() {
    const [{ de }, { identityDe }] = await Promise.all([
      import('../messages/de.ts'),
      import('../messages/identity-de.ts'),
    ])
    return { ...de, ...identityDe }
  },
  async ar() {
    const [{ ar }, { identityAr }] = await Promise.all([
      import('../messages/ar.ts'),
      import('../messages/identity-ar.ts'),
    ])
    return { ...ar, ...identityAr }
  },
})

/** The words in the language of the host, as soon as they are there. */
export class SpokenIdentity implements ReactiveController {
  words: IdentityWords | undefined
  readonly #host: ReactiveControllerHost
  readonly #locale: () => string
  #asked: string | undefined

  constructor(host: ReactiveControllerHost, locale: () => string) {
    this.#host = host
    this.#locale = locale
    host.addController(this)
  }

  hostUpdate(): void {
    const locale = this.#locale()
    if (locale !== this.#asked) void this.#load((this.#asked = locale))
  }

  async #load(locale: string): Promise<void> {
    const words = await loadIdentityWords(locale)
    if (locale !== this.#asked) return
    this.words = words
    this.#host.requestUpdate()
  }
}
