/** A page before the dashboard, with what such a page is given. */
import type { Language } from '../../app/words.ts'
import type { EntryApp, SignedInEvent } from '../entry/entry-app.ts'
import type { Passkeys } from '../identity/passkeys.ts'
import type { MemoryApi } from './memory-api.ts'
import { createApp, place, type Look } from './show-page.ts'

/** A browser whose person says yes to everything. */
export const memoryPasskeys: Passkeys = {
  isSupported: true,
  canFill: () => Promise.resolve(false),
  get: () => Promise.resolve({ id: 'k1' }),
  create: () => Promise.resolve({ id: 'k1' }),
}

export interface ShownEntry<E extends HTMLElement> {
  readonly element: E
  readonly app: EntryApp
  /** Who came in, and where they are to go. */
  readonly entered: string[]
  readonly left: string[]
  readonly spoken: Language[]
}

export async function showEntry<E extends HTMLElement & { app: EntryApp }>(
  element: E,
  memory: MemoryApi,
  { look = {}, parts = {} }: { readonly look?: Look; readonly parts?: Partial<EntryApp> } = {},
): Promise<ShownEntry<E>> {
  const { app: site } = await createApp(memory, look)
  const entered: string[] = []
  const left: string[] = []
  const spoken: Language[] = []
  const app: EntryApp = {
    api: site.api,
    words: site.words,
    brand: undefined,
    passkeys: memoryPasskeys,
    memory: { email: '' },
    token: '',
    go: (path) => void left.push(path),
    speak: (language) => void spoken.push(language),
    ...parts,
  }
  element.app = app
  element.addEventListener('dm-signed-in', (event) => {
    const { session, next } = event as SignedInEvent // the event of that name
    entered.push([session.user.name, next].filter(Boolean).join(' '))
  })
  place(element, look)
  // It is a page of its own, with a main of its own.
  element.parentElement!.replaceWith(element)
  return { element, app, entered, left, spoken }
}
