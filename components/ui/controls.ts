/** Native controls, dressed: the same inside widgets, dashboard and portal. */
import { css } from 'lit'

export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p {
    margin: 0;
  }
  h1 {
    font-size: 1.375rem;
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 1.0625rem;
    line-height: 1.35;
    font-weight: 620;
  }
  h1:focus {
    outline: none;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 0.2em;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: var(--_control);
    padding: 0 1.1em;
    border: 1px solid var(--_control-line);
    border-radius: var(--_radius-control);
    background: var(--_surface);
    color: var(--_text);
    font-weight: 560;
    text-decoration: none;
    cursor: pointer;
    transition:
      background var(--_fast),
      border-color var(--_fast);
  }
  .button:hover {
    border-color: var(--_accent);
  }
  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  .button.plain {
    border-color: transparent;
    background: none;
    color: var(--_accent);
    padding-inline: 0.5em;
  }
  .button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  .field {
    display: grid;
    gap: 6px;
  }
  .field > span,
  .label {
    font-weight: 560;
    font-size: 0.9375rem;
  }
  .field em {
    font-style: normal;
    font-weight: 400;
    color: var(--_quiet);
  }
  .input {
    inline-size: 100%;
    min-block-size: var(--_control);
    padding: 0.5em 0.75em;
    border: 1px solid var(--_control-line);
    border-radius: var(--_radius-control);
    background: var(--_surface);
  }
  textarea.input {
    resize: vertical;
    min-block-size: 5.5em;
  }
  .input[aria-invalid='true'] {
    border-color: var(--_danger);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  .error {
    color: var(--_danger);
    font-size: 0.875rem;
  }
  .quiet {
    color: var(--_quiet);
  }
  .small {
    font-size: 0.875rem;
  }
  .notice {
    padding: 12px 16px;
    border-radius: var(--_radius-control);
    border-inline-start: 4px solid var(--_accent);
    background: var(--_accent-soft);
  }
  .notice.bad {
    border-color: var(--_danger);
    background: var(--_danger-soft);
  }
  .card {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 14px;
  }
  .stack {
    display: grid;
    gap: 16px;
  }
  .skeleton {
    border-radius: var(--_radius-control);
    background: color-mix(in srgb, var(--_text) 9%, transparent);
    min-block-size: 1.2em;
    animation: breathe 1.4s ease-in-out 200ms infinite alternate both;
  }
  @keyframes breathe {
    from {
      opacity: 0.4;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`
