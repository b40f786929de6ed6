/** Asks once more before something goes for good. */
import { html, type TemplateResult } from 'lit'
import { renderProblem } from './async.ts'
import type { AppWords } from './problem-words.ts'

export interface Question {
  readonly words: AppWords
  readonly heading: string
  readonly text: string
  /** What the button says that does it. */
  readonly action: string
  /** It is being done. */
  readonly busy: boolean
  /** Of the last try. */
  readonly problem: unknown
  onLeave(): void
  onConfirm(): void
}

export function renderConfirm(question: Question): TemplateResult {
  const { words, heading, text, action, busy, problem } = question
  const leave = () => question.onLeave()
  return html`<dm-dialog .words=${words} .heading=${heading} .locked=${busy} @dm-dialog-close=${leave}>
    <div class="stack">
      ${renderProblem(words, problem)}
      <p>${text}</p>
    </div>
    <button slot="foot" type="button" class="button" @click=${leave}>${words.say('cancel')}</button>
    <button
      slot="foot"
      type="button"
      class="button danger primary"
      aria-disabled=${busy}
      @click=${() => question.onConfirm()}
    >
      ${action}
    </button>
  </dm-dialog>`
}
