/** One card in the middle: what stands before the dashboard. */
import { css } from 'lit'

export const entryStyle = css`
  :host {
    display: block;
  }
  .whole {
    display: grid;
    grid-template: 1fr auto / minmax(0, 1fr);
    place-items: center;
    gap: 20px;
    min-block-size: 100dvh;
    padding: 32px 16px 20px;
    background:
      radial-gradient(60rem 30rem at 50% -10rem, color-mix(in srgb, var(--_accent) 14%, transparent), transparent),
      var(--_ground);
    color: var(--_text);
  }
  dialog.whole {
    inline-size: 100%;
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    border: 0;
  }
  dialog.whole:not([open]) {
    display: none;
  }
  .card {
    inline-size: min(26rem, 100%);
    min-inline-size: 0;
    padding: 36px 32px 32px;
    border-radius: 18px;
    box-shadow: 0 16px 48px rgb(0 0 0 / 0.07);
    overflow-wrap: break-word;
  }
  .whose {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
  }
  .whose strong {
    font-weight: 620;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .whose img {
    display: block;
    max-block-size: 44px;
    max-inline-size: 11rem;
    object-fit: contain;
  }
  .mark {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 12px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 1.25rem;
    font-weight: 680;
  }
  h1 {
    margin-block: 20px 6px;
    font-size: 1.5rem;
    text-wrap: balance;
  }
  .lead {
    color: var(--_quiet);
    text-wrap: pretty;
  }
  .lead strong,
  .who {
    color: var(--_text);
    font-weight: 580;
    overflow-wrap: anywhere;
  }
  form,
  .body {
    display: grid;
    gap: 18px;
    margin-block-start: 24px;
  }
  .body form {
    margin: 0;
  }
  .ways {
    display: grid;
    gap: 10px;
  }
  .or {
    display: flex;
    align-items: center;
    gap: 12px;
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .or::before,
  .or::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .under {
    margin-block-start: 22px;
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  a.way,
  button.way {
    display: inline-flex;
    align-items: center;
    min-block-size: 44px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font-size: 0.9375rem;
    font-weight: 560;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 0.2em;
    cursor: pointer;
  }
  .accounts {
    display: grid;
    gap: 12px;
    margin: 0;
    padding: 14px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-control);
  }
  .accounts dt {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .accounts dd {
    margin: 0;
    font-weight: 560;
    overflow-wrap: anywhere;
  }
  .accounts dd:dir(ltr) {
    text-align: start;
  }
  .label-row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 12px;
  }
  .button[aria-disabled='true'] {
    opacity: 0.6;
    cursor: default;
  }
  .tongue {
    inline-size: auto;
    min-block-size: 44px;
    padding-block: 0;
    border-color: transparent;
    background: none;
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .tongue option {
    background: var(--_surface);
    color: var(--_text);
  }
  [tabindex='-1']:focus {
    outline: none;
  }
  @media (max-width: 480px) {
    .whole {
      padding: 16px 12px;
    }
    main.whole {
      align-items: start;
    }
    .card {
      padding: 24px 20px 22px;
    }
  }
`
