import { css } from 'lit'

/** Layout that the staff's screens share. */
export const screenStyle = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .screen {
    display: grid;
    gap: 20px;
    max-inline-size: 80rem;
    margin-inline: auto;
  }
  .screen > * {
    min-inline-size: 0;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }
  .placeholder {
    min-block-size: 12rem;
    align-content: start;
  }
  .placeholder .skeleton {
    min-block-size: 4.5rem;
  }
  .empty {
    display: grid;
    gap: 8px;
    justify-items: center;
    text-align: center;
    padding: 40px 20px;
  }
  .empty .button {
    margin-block-start: 12px;
  }
  .stale {
    color: var(--_warn);
    margin-block-end: 8px;
  }
  .notice {
    display: grid;
    gap: 8px;
    justify-items: start;
  }
  .badge {
    --_tone: var(--_quiet);
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    padding: 1px 9px;
    border: 1px solid color-mix(in srgb, var(--_tone) 45%, transparent);
    border-radius: 999px;
    background: color-mix(in srgb, var(--_tone) 10%, transparent);
    color: var(--_tone);
    font-size: 0.8125rem;
    font-weight: 560;
    white-space: nowrap;
  }
  .badge::before {
    content: '';
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: currentColor;
  }
  .badge.confirmed,
  .badge.on {
    --_tone: var(--_good);
  }
  .badge.pending {
    --_tone: var(--_warn);
  }
  .badge.pending::before,
  .badge.off::before {
    background: none;
    box-shadow: inset 0 0 0 2px currentColor;
  }
  .badge.no_show {
    --_tone: var(--_danger);
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
  .icon-button {
    inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
  }
  :host(:dir(rtl)) .icon.back,
  :host(:dir(rtl)) .icon.on {
    scale: -1 1;
  }
  ul.plain,
  ol.plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .field .hint {
    font-size: 0.875rem;
    font-weight: 400;
    color: var(--_quiet);
  }
  .check {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 12px;
    align-items: center;
    min-block-size: 44px;
    cursor: pointer;
  }
  .check .hint {
    grid-column: 2;
    font-size: 0.875rem;
    color: var(--_quiet);
  }
  input[type='checkbox'],
  input[type='radio'] {
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--_accent);
  }
  input[type='color'].input {
    inline-size: 4.5rem;
    padding: 4px;
  }
  fieldset {
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 8px;
    font-weight: 620;
  }
  .fields {
    display: grid;
    gap: 18px;
    align-items: start;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 10px;
    padding-block-start: 8px;
  }
  @media (min-width: 620px) {
    .fields.two {
      grid-template-columns: 1fr 1fr;
    }
    .fields > .whole {
      grid-column: 1 / -1;
    }
  }
  code {
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
`
