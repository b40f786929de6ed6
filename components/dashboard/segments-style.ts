/** A few choices side by side, of which one holds: radio buttons inside, so the keyboard knows them. */
import { css } from 'lit'

export const segmentsStyle = css`
  .segments {
    display: flex;
    padding: 3px;
    border-radius: 10px;
    background: var(--_ground);
    border: 1px solid var(--_line);
    margin-block-start: 6px;
  }
  .segments label {
    flex: 1;
    display: grid;
    place-items: center;
    min-block-size: 38px;
    padding-inline: 12px;
    border-radius: 7px;
    font-size: 0.875rem;
    cursor: pointer;
    color: var(--_quiet);
  }
  .segments label:has(:checked) {
    background: var(--_surface);
    color: var(--_text);
    font-weight: 580;
    box-shadow: 0 1px 3px rgb(0 0 0 / 0.18);
  }
  .segments label:has(:focus-visible) {
    outline: 3px solid var(--_accent);
  }
  .segments input {
    position: absolute;
    opacity: 0;
  }
  @media (pointer: coarse), (max-width: 799px) {
    .segments label {
      min-block-size: 44px;
    }
  }
`
