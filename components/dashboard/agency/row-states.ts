/** States of clients and sites: as a badge, and as a choice above a list. */
import { html, nothing } from 'lit'
import type { AgencyWords } from './agency-desk.ts'
import type { AgencyMessage } from './agency-words.ts'
import type { Site } from './rows.ts'

type State = Site['state']

const states: Readonly<Record<State, readonly [message: AgencyMessage, tone: string]>> = {
  active: ['stateActive', 'good'],
  suspended: ['stateSuspended', 'warn'],
  archived: ['stateArchived', ''],
}

export function renderState(words: AgencyWords, state: State): unknown {
  const [message, tone] = states[state]
  return state === 'active' ? nothing : html`<span class="badge ${tone}">${words.say(message)}</span>`
}

export function renderStates<S extends State>(
  words: AgencyWords,
  choices: readonly S[],
  ...[chosen, choose]: [S, (state: S) => void]
): unknown {
  return html`<fieldset>
    <legend class="visually-hidden">${words.say('state')}</legend>
    <div class="segments">
      ${choices.map(
        (state) =>
          html`<label
            ><input
              type="radio"
              name="state"
              .checked=${chosen === state}
              @change=${() => choose(state)}
            />${words.say(states[state][0])}</label
          >`,
      )}
    </div>
  </fieldset>`
}
