/** Words of a part of the app, which come with its code: a language is loaded before the part is shown. */
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { createWordsLoader, wordsOf, type Words } from './words.ts'

export interface AreaWords<Name extends string> {
  load(locale: string): Promise<void>
  /** English as long as that language has not been loaded. */
  of(locale: string): Words<Name>
}

export function createAreaWords<Name extends string>(
  english: Readonly<Record<Name, string>>,
  others: Readonly<Record<string, () => Promise<Readonly<Record<Name, string>>>>>,
): AreaWords<Name> {
  const loader = createWordsLoader(english, others)
  const loaded = new Map<string, Words<Name>>()
  const first = wordsOf(english, 'en')
  return {
    load: async (locale) => void loaded.set(locale, await loader(locale)),
    of: (locale) => loaded.get(locale) ?? first,
  }
}

/** The words of an element's area, in the language of the moment. */
export class Speech<Name extends string> implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #area: AreaWords<Name>
  readonly #locale: () => string
  #asked = ''

  constructor(host: ReactiveControllerHost, area: AreaWords<Name>, locale: () => string) {
    this.#host = host
    this.#area = area
    this.#locale = locale
    host.addController(this)
  }

  get words(): Words<Name> {
    return this.#area.of(this.#locale())
  }

  hostUpdate(): void {
    const locale = this.#locale()
    if (locale === this.#asked) return
    this.#asked = locale
    if (this.words.locale !== locale) void this.#area.load(locale).then(() => this.#host.requestUpdate())
  }
}
