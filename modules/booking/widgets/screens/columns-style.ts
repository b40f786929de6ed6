/** The day by person: columns on a common clock. */
import { css } from 'lit'

export const columnsStyle = css`
  .columns {
    --_hour: 72px;
    position: relative;
    display: grid;
    grid-template-columns: 4.5rem repeat(var(--_people), minmax(11rem, 1fr));
    overflow: auto;
    max-block-size: max(30rem, 100dvh - 14rem);
  }
  .corner,
  .person {
    position: sticky;
    inset-block-start: 0;
    z-index: 3;
    background: var(--_surface);
    border-block-end: 1px solid var(--_line);
  }
  .corner {
    inset-inline-start: 0;
    z-index: 4;
  }
  .person {
    display: flex;
    align-items: center;
    gap: 10px;
    block-size: 60px;
    padding: 8px 12px;
    border-inline-start: 1px solid var(--_line);
  }
  .person > span:last-child {
    display: grid;
    line-height: 1.3;
  }
  .hours,
  .column {
    grid-row: 2;
    grid-column: var(--_column, 1);
    position: relative;
    block-size: calc(var(--_hours) * var(--_hour));
  }
  .hours {
    position: sticky;
    inset-inline-start: 0;
    z-index: 2;
    background: var(--_surface);
    font-size: 0.8125rem;
    color: var(--_quiet);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .hours span {
    display: block;
    block-size: var(--_hour);
    padding: 4px 8px;
  }
  .column {
    border-inline-start: 1px solid var(--_line);
    background: repeating-linear-gradient(
      to bottom,
      var(--_line) 0 1px,
      transparent 1px calc(var(--_hour) / 2),
      color-mix(in srgb, var(--_line) 40%, transparent) calc(var(--_hour) / 2) calc(var(--_hour) / 2 + 1px),
      transparent calc(var(--_hour) / 2 + 1px) var(--_hour)
    );
  }
  .column li {
    position: absolute;
    inset-block-start: calc((var(--_start) - var(--_from)) / 60 * var(--_hour) + 1px);
    block-size: max(26px, var(--_length) / 60 * var(--_hour) - 2px);
    inset-inline-start: calc(var(--_lane) / var(--_lanes) * 100% + 3px);
    inline-size: calc(100% / var(--_lanes) - 8px);
  }
  .block {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    inline-size: 100%;
    block-size: 100%;
    padding: 4px 8px;
    border: 1px solid color-mix(in srgb, var(--_person, var(--_accent)) 40%, var(--_line));
    border-inline-start: 4px solid var(--_person, var(--_accent));
    border-radius: 8px;
    background: color-mix(in srgb, var(--_person, var(--_accent)) 12%, var(--_surface));
    text-align: start;
    line-height: 1.3;
    overflow: hidden;
    cursor: pointer;
  }
  .block:hover {
    border-color: var(--_person, var(--_accent));
  }
  .block:focus-visible {
    z-index: 1;
  }
  .block.pending {
    border-style: dashed;
    border-inline-start-style: solid;
    background: var(--_surface);
  }
  .block.completed,
  .block.cancelled,
  .block.no_show {
    background: color-mix(in srgb, var(--_text) 4%, var(--_surface));
  }
  .block > * {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    flex: none;
  }
  .block .badge {
    margin-block-start: auto;
    /* Of its own: on the person's colour the words would be too faint. */
    background: color-mix(in srgb, var(--_tone) 12%, var(--_surface));
    font-size: 0.75rem;
  }
  .block.half {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-content: start;
    column-gap: 6px;
  }
  .block.half strong {
    grid-column: 1 / -1;
    grid-row: 2;
  }
  .block.half .service {
    display: none;
  }
  .block.half .badge {
    margin: 0;
    grid-row: 1;
    grid-column: 2;
  }
  .block.short {
    flex-direction: row;
    align-items: center;
    gap: 8px;
    padding-block: 0;
  }
  .block.short .service,
  .block.short .end {
    display: none;
  }
  .block.short strong {
    flex: 0 1 auto;
  }
  /* No room for the words beside a name: its mark is left, and readers are told. */
  .block.short .badge {
    margin: 0;
    margin-inline-start: auto;
    gap: 0;
    padding: 5px;
    font-size: 0;
  }
  .now-line {
    grid-row: 2;
    grid-column: 2 / -1;
    position: relative;
    margin-block-start: calc((var(--_start) - var(--_from)) / 60 * var(--_hour));
    z-index: 1;
    block-size: 2px;
    background: var(--_danger);
    pointer-events: none;
  }
  .now-line span {
    position: absolute;
    inset-inline-end: 0;
    inset-block-end: 2px;
    padding: 0 6px;
    border-radius: 6px 6px 0 0;
    background: var(--_danger);
    color: var(--_surface);
    font-size: 0.75rem;
    font-weight: 600;
  }
`
