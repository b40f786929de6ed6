/** Marks that the staff's screens share: the state of a booking, a person's initials, and their style. */
import { css, html, type TemplateResult } from 'lit'
import type { Appointment } from '../../contract.ts'
import type { ScreenMessage, ScreenWords } from './screen-words.ts'

export type BookingState = Appointment['state']

const stateWords: Readonly<Record<BookingState, ScreenMessage>> = {
  held: 'stateHeld',
  pending: 'statePending',
  confirmed: 'stateConfirmed',
  completed: 'stateCompleted',
  no_show: 'stateNoShow',
  cancelled: 'stateCancelled',
  expired: 'stateExpired',
}

export const renderBadge = (words: ScreenWords, state: BookingState): TemplateResult =>
  html`<span class="badge ${state}">${words.say(stateWords[state])}</span>`

/** Two letters of a name on the person's colour. */
export function renderAvatar(name: string, color: string | null): TemplateResult {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
  return html`<span class="avatar" aria-hidden="true" .style=${color ? `--_person:${color}` : ''}>${initials}</span>`
}

export const markStyle = css`
  .badge.confirmed {
    --_tone: var(--_good);
  }
  .badge.pending {
    --_tone: var(--_warn);
  }
  .badge.no_show {
    --_tone: var(--_danger);
  }
  /* The state must not hang on its colour. */
  .badge.pending::before,
  .badge.off::before {
    background: none;
    box-shadow: inset 0 0 0 1.5px currentColor;
  }
  .badge.no_show::before,
  .badge.cancelled::before {
    border-radius: 1px;
    block-size: 2px;
  }
  .avatar {
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_person, var(--_accent)) 16%, var(--_surface));
    box-shadow: inset 0 0 0 2px var(--_person, var(--_accent));
    font-size: 0.8125rem;
    font-weight: 650;
  }
  .dot {
    display: inline-block;
    flex: none;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--_person, var(--_accent));
  }
`
