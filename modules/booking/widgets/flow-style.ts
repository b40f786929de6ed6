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
    padding: 20px;
  }
  .head {
    margin-block-end: 16px;
  }
  .head .button {
    margin-inline-start: -0.5em;
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
  form {
    display: grid;
    gap: 16px;
  }
  .pair {
    display: grid;
    gap: 16px;
  }
  @container (min-width: 520px) {
    .pair {
      grid-template-columns: 1fr 1fr;
    }
  }
  .row + .row {
    margin-block-start: 14px;
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
  .done .summary {
    inline-size: 100%;
    text-align: start;
    margin-block: 12px;
  }
`
