/** What is done is said, with a way back where there is one. */
import { explainProblem } from '@dramac/components/app/problem-words'
import type { ScreenClient } from '@dramac/components/app/screen-client'
import { invalidate, type Plural } from './records.ts'
import type { ScreenMessage, ScreenWords } from './screen-words.ts'

export interface Done {
  readonly client: ScreenClient
  readonly words: ScreenWords
  readonly message: ScreenMessage
  /** What was written, and so is old where it is shown. */
  readonly plurals: readonly Plural[]
  /** Writes what was before. It runs when the screen may be gone, so a failure is said the same way. */
  readonly undo?: (() => Promise<unknown>) | undefined
}

export function announce({ client, words, message, plurals, undo }: Done): void {
  invalidate(client, ...plurals)
  if (!undo) return client.toast(words.say(message))
  const takeBack = async (): Promise<void> => {
    try {
      await undo()
      client.toast(words.say('restored'))
    } catch (problem) {
      client.toast(explainProblem(words, problem))
    }
    invalidate(client, ...plurals)
  }
  client.toast(words.say(message), { undo: () => void takeBack() })
}
