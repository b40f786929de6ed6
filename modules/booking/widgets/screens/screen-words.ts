/** The staff's words: English comes with the screens, other languages when they are needed. */
import { appEn } from '@dramac/components/app/messages/en'
import type { AppWords } from '@dramac/components/app/problem-words'
import { createWordsLoader, wordsOf, type Words as WordsOf } from '@dramac/components/app/words'
import { en } from '../../messages/screens/en.ts'
import { english as visitorEnglish, loadWords, type Words } from '../words.ts'

const messages = { ...appEn, ...en }
export type ScreenMessage = keyof typeof messages

export interface ScreenWords extends WordsOf<ScreenMessage>, Pick<AppWords, 'reasons'> {
  /** For the parts that visitors see too. */
  readonly visitor: Words
}

/** What staff are told of our own reasons, and of the general ones that mean something of their own here. */
const reasonWords: Readonly<Record<string, ScreenMessage>> = {
  'booking.slot_taken': 'problemTaken',
  'booking.not_changeable': 'problemState',
  'booking.transition_refused': 'problemState',
  'booking.in_past': 'problemPast',
  'core.already_exists': 'problemSlug',
}

const load = createWordsLoader(messages, {
  de: async () => {
    const [app, own] = await Promise.all([
      import('@dramac/components/app/messages/de'),
      import('../../messages/screens/de.ts'),
    ])
    return { ...app.appDe, ...own.de }
  },
  ar: async () => {
    const [app, own] = await Promise.all([
      import('@dramac/components/app/messages/ar'),
      import('../../messages/screens/ar.ts'),
    ])
    return { ...app.appAr, ...own.ar }
  },
})

export const english: ScreenWords = complete(wordsOf(messages, 'en'), visitorEnglish)

export async function loadScreenWords(locale: string): Promise<ScreenWords> {
  const [words, visitor] = await Promise.all([load(locale), loadWords(locale)])
  return complete(words, visitor)
}

function complete(words: WordsOf<ScreenMessage>, visitor: Words): ScreenWords {
  const reasons = Object.entries(reasonWords).map(([reason, name]) => [reason, words.say(name)])
  return { ...words, visitor, reasons: Object.fromEntries(reasons) }
}
