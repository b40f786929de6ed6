/** Layout that the pages of the app share. */
import { css } from 'lit'

export const pageStyle = css`
  :host {
    display: block;
  }
  .page {
    display: grid;
    gap: 24px;
    max-inline-size: 60rem;
    margin-inline: auto;
  }
  .page.wide {
    max-inline-size: 80rem;
  }
  .page > *,
  .page section {
    min-inline-size: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 12px 24px;
  }
  .head h1 {
    font-size: 1.5rem;
  }
  .head p {
    margin-block-start: 4px;
    max-inline-size: 38rem;
    color: var(--_quiet);
    text-wrap: pretty;
  }
  .head > div:first-child {
    min-inline-size: 0;
    flex: 1 1 20rem;
  }
  ul.rows,
  ul.plain,
  ol.plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .rows > li {
    min-inline-size: 0;
    border-block-start: 1px solid var(--_line);
  }
  .rows > li:first-child {
    border-block-start: 0;
  }
  .badge {
    --_tone: var(--_quiet);
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px;
    border-radius: 999px;
    background: color-mix(in srgb, var(--_tone) 12%, var(--_surface));
    color: var(--_tone);
    font-size: 0.8125rem;
    font-weight: 580;
    white-space: nowrap;
  }
  .badge::before {
    content: '';
    inline-size: 6px;
    block-size: 6px;
    border-radius: 50%;
    background: currentColor;
  }
  .badge.good {
    --_tone: var(--_good);
  }
  .badge.warn {
    --_tone: var(--_warn);
  }
  .badge.bad {
    --_tone: var(--_danger);
  }
  code,
  pre {
    font-family: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 0.875rem;
  }
  code {
    overflow-wrap: anywhere;
  }
  .value {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 5px;
    padding-inline-start: 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
    background: var(--_ground);
  }
  .value code {
    flex: 1;
    min-inline-size: 0;
    text-align: start;
  }
  .notice.warn {
    border-color: var(--_warn);
    background: color-mix(in srgb, var(--_warn) 10%, transparent);
  }
  .hint {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .button.danger.primary {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_surface);
  }
  select.input {
    appearance: none;
    padding-inline-end: 2.25em;
    background-image:
      linear-gradient(45deg, transparent 50%, var(--_quiet) 50%),
      linear-gradient(-45deg, transparent 50%, var(--_quiet) 50%);
    background-position:
      right 18px center,
      right 13px center;
    background-size: 5px 5px;
    background-repeat: no-repeat;
  }
  select.input:dir(rtl) {
    background-position:
      left 13px center,
      left 18px center;
  }
  /* Where the focus is put so that readers go on there; nobody can do anything with it. */
  [tabindex='-1']:focus {
    outline: none;
  }
  /* Busy, not gone: the focus stays where it is. */
  .button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  .icon-button {
    inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    flex: none;
  }
  .icon.turning:dir(rtl) {
    scale: -1 1;
  }
`
