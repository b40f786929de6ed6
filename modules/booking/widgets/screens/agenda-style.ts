/** The agenda's bar, its lists, and the requests on top. */
import { css } from 'lit'

export const agendaStyle = css`
  .tools {
    gap: 10px;
  }
  .steps {
    gap: 6px;
    flex-wrap: nowrap;
  }
  .date {
    inline-size: auto;
  }
  .segment {
    display: inline-flex;
  }
  .segment button {
    min-block-size: var(--_control);
    padding: 0 14px;
    border: 1px solid var(--_control-line);
    background: var(--_surface);
    cursor: pointer;
  }
  .segment button:first-child {
    border-start-start-radius: var(--_radius-control);
    border-end-start-radius: var(--_radius-control);
  }
  .segment button:last-child {
    border-inline-start: 0;
    border-start-end-radius: var(--_radius-control);
    border-end-end-radius: var(--_radius-control);
  }
  .segment button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 560;
  }
  .segment button:focus-visible {
    outline-offset: -3px;
  }
  .requests {
    padding: 14px 18px 6px;
    border-color: color-mix(in srgb, var(--_warn) 50%, var(--_line));
  }
  .count {
    display: inline-block;
    min-inline-size: 1.6em;
    padding: 0 0.45em;
    border-radius: 999px;
    background: color-mix(in srgb, var(--_warn) 16%, transparent);
    color: var(--_warn);
    text-align: center;
    font-size: 0.875rem;
  }
  .request {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    padding-block: 12px;
  }
  .request + .request {
    border-block-start: 1px solid var(--_line);
  }
  .what {
    display: grid;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .days {
    display: grid;
    gap: 22px;
  }
  .day-list h2 {
    margin-block-end: 8px;
  }
  .free {
    padding: 12px 16px;
    border: 1px dashed var(--_line);
    border-radius: var(--_radius);
  }
  .day-list .card {
    overflow: hidden;
  }
  .day-list li + li {
    border-block-start: 1px solid var(--_line);
  }
  .entry {
    display: grid;
    grid-template-columns: 11rem minmax(0, 1fr) minmax(0, 12rem) 8.5rem;
    align-items: center;
    justify-items: start;
    gap: 4px 16px;
    inline-size: 100%;
    min-block-size: 60px;
    padding: 10px 16px;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .entry:hover {
    background: var(--_accent-soft);
  }
  .entry:focus-visible {
    outline-offset: -3px;
  }
  .time {
    font-variant-numeric: tabular-nums;
    font-weight: 560;
    white-space: nowrap;
  }
  .time small {
    font-weight: 400;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .cancelled strong {
    text-decoration: line-through;
    font-weight: 500;
    color: var(--_quiet);
  }
  .now {
    display: flex;
    align-items: center;
    gap: 10px;
    padding-inline: 16px;
    color: var(--_danger);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .now::after {
    content: '';
    flex: 1;
    block-size: 2px;
    background: currentColor;
  }
  @container (max-width: 679px) {
    .tools {
      inline-size: 100%;
    }
    .tools {
      justify-content: space-between;
    }
    .date {
      flex: 1;
      min-inline-size: 9rem;
    }
    .segment {
      inline-size: 100%;
    }
    .segment button {
      flex: 1;
    }
    .entry {
      grid-template-columns: minmax(0, 1fr) auto;
      padding-block: 12px;
    }
    .entry .what {
      grid-column: 1 / -1;
    }
    .entry .time {
      grid-row: 1;
    }
    .entry .badge {
      grid-row: 1;
      grid-column: 2;
    }
    .request .row {
      inline-size: 100%;
    }
    .request .button {
      flex: 1;
    }
  }
`
