import { css } from 'lit'

export const timesStyle = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .panes {
    display: grid;
    gap: 24px;
  }
  @container (min-width: 500px) {
    .panes {
      grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
      gap: 32px;
    }
    /* A day with many times scrolls beside its month: the frame keeps its height, and the page stands still. */
    .of-day {
      max-block-size: 27rem;
      overflow-y: auto;
      padding: 4px;
      margin: -4px;
    }
  }
  .bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-block-end: 8px;
  }
  .bar .button {
    inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    border-color: transparent;
    background: none;
  }
  .bar .button:hover:not(:disabled) {
    background: var(--_accent-soft);
  }
  :host(:dir(rtl)) .bar svg {
    scale: -1 1;
  }
  .month {
    inline-size: 100%;
    border-collapse: collapse;
    table-layout: fixed;
  }
  .month.loading tbody {
    opacity: 0.45;
  }
  th {
    font-size: 0.8125rem;
    font-weight: 500;
    color: var(--_quiet);
    padding-block: 6px;
    overflow: hidden;
  }
  td {
    padding: 2px;
    text-align: center;
  }
  .day {
    position: relative;
    inline-size: 100%;
    max-inline-size: 48px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-control);
    background: none;
    color: var(--_quiet);
    cursor: default;
    font-variant-numeric: tabular-nums;
  }
  .day.free {
    background: var(--_accent-soft);
    color: var(--_text);
    font-weight: 620;
    cursor: pointer;
  }
  .day.free:hover {
    box-shadow: inset 0 0 0 2px var(--_accent);
  }
  .day.selected {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .day[aria-current='date'] span {
    text-decoration: underline;
    text-underline-offset: 4px;
    text-decoration-thickness: 2px;
  }
  h3 {
    font-weight: 400;
    margin-block-start: 14px;
  }
  .of-day .button.plain {
    margin-inline-start: -0.5em;
  }
  .of-day .skeleton {
    min-block-size: 46px;
  }
  .times {
    display: grid;
    gap: 8px;
    grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
    list-style: none;
    margin: 6px 0 0;
    padding: 0;
  }
  .times .button {
    inline-size: 100%;
    padding: 0 4px;
    flex-direction: column;
    gap: 0;
    min-block-size: 46px;
    line-height: 1.2;
    font-variant-numeric: tabular-nums;
  }
  .times .button small {
    font-weight: 400;
    font-size: 0.75rem;
    color: var(--_quiet);
  }
  .times .button[aria-pressed='true'] {
    background: var(--_accent);
    border-color: transparent;
    color: var(--_on-accent);
  }
  .times .button[aria-pressed='true'] small {
    color: inherit;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 16px;
    align-items: end;
    margin-block-start: 16px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--_line);
  }
  .foot .field {
    flex: 1 1 190px;
  }
  .clock {
    display: inline-flex;
    border: 1px solid var(--_control-line);
    border-radius: var(--_radius-control);
    overflow: hidden;
  }
  .clock button {
    border: 0;
    background: var(--_surface);
    min-block-size: calc(var(--_control) - 2px);
    padding: 0 0.9em;
    cursor: pointer;
  }
  .clock button[aria-pressed='true'] {
    background: var(--_accent-soft);
    font-weight: 600;
  }
  .clock button:focus-visible {
    outline-offset: -3px;
  }
`
