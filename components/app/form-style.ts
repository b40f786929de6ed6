/** Boxes, groups and hints of forms: what `controls` leaves out because a visitor's widget has none. */
import { css } from 'lit'

export const formStyle = css`
  .fields {
    display: grid;
    gap: 18px;
    align-items: start;
  }
  .fields > *,
  .pair > * {
    min-inline-size: 0;
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
  .field .hint,
  .check .hint {
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
  .pair {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .pair .input {
    flex: 1;
  }
  .pair select.input {
    flex: 0 0 auto;
    inline-size: auto;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 10px;
  }
  @media (min-width: 620px) {
    .fields.two {
      grid-template-columns: 1fr 1fr;
    }
    .fields > .whole {
      grid-column: 1 / -1;
    }
  }
`
