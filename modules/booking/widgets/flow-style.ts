import { css } from 'lit'

/** Layout of the visitor's widgets. */
export const flowStyle = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  .frame {
    max-inline-size: 46rem;
    margin-inline: auto;
    padding: 16px clamp(6px, 2.5cqi, 20px);
  }
  .head {
    margin-block-end: 16px;
  }
  .crumb {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    margin-block-end: 4px;
  }
  .crumb .button {
    margin-inline-start: -0.5em;
    gap: 0.25em;
  }
  .chevron:dir(rtl) {
    scale: -1 1;
  }
  .choices {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 10px;
  }
  .choice {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 16px;
    inline-size: 100%;
    padding: 16px 18px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    text-align: start;
    cursor: pointer;
    transition: border-color var(--_fast);
  }
  .choice:hover,
  .choice[aria-pressed='true'] {
    border-color: var(--_accent);
  }
  .choice strong {
    font-weight: 600;
  }
  .choice small {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .person {
    grid-template-columns: auto 1fr;
    align-items: center;
    padding-block: 12px;
  }
  .person small {
    display: block;
  }
  .face {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 0.875rem;
    font-weight: 620;
  }
  .choice .end {
    text-align: end;
    white-space: nowrap;
  }
  .summary {
    display: grid;
    gap: 2px;
    padding: 14px 18px;
    margin-block-end: 20px;
    background: var(--_accent-soft);
    border-radius: var(--_radius);
  }
  .loading {
    padding: 16px clamp(6px, 2.5cqi, 20px);
  }
  .loading .skeleton {
    min-block-size: 64px;
  }
  .notice {
    margin-block-end: 20px;
  }
  .notice:focus {
    outline: none;
  }
  .notice .row {
    margin-block-start: 10px;
  }
  dm-booking-details .notice {
    margin: 0;
  }
  dm-booking-times[aria-busy='true'] {
    opacity: 0.6;
    transition: opacity var(--_fast) 150ms;
  }
  form {
    display: grid;
    gap: 16px;
  }
  .summary ~ .row,
  .summary ~ .quiet {
    margin-block-start: 16px;
  }
  .done {
    text-align: center;
    display: grid;
    gap: 8px;
    justify-items: center;
    padding-block: 12px;
  }
  .tick {
    inline-size: 56px;
    block-size: 56px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    display: grid;
    place-items: center;
  }
  .done .row {
    justify-content: center;
  }
  .done .summary {
    inline-size: 100%;
    text-align: start;
    margin-block: 12px;
  }
`
