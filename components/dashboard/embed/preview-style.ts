import { css } from 'lit'

export const previewStyle = css`
  :host {
    display: block;
  }
  .stage {
    min-block-size: 28rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_ground);
    color: var(--_text);
    overflow: clip;
  }
  .stage[data-theme='light'] {
    color-scheme: light;
  }
  .stage[data-theme='dark'] {
    color-scheme: dark;
  }
  .trigger {
    display: grid;
    place-items: center;
    min-block-size: 28rem;
  }
  .link {
    min-block-size: 44px;
    padding: 0 8px;
    border: 0;
    background: none;
    color: light-dark(#0645ad, #8ab4f8);
    text-decoration: underline;
    cursor: pointer;
  }
  dialog {
    inline-size: min(40rem, 100vw - 32px);
    max-inline-size: none;
    max-block-size: calc(100dvh - 32px);
    padding: 0;
    border: 0;
    border-radius: 14px;
    background: var(--_surface);
    color: var(--_text);
    overflow: auto;
  }
  dialog::backdrop {
    background: rgb(8 16 14 / 0.5);
  }
  .close {
    float: inline-end;
    inline-size: 44px;
    padding: 0;
    border-color: transparent;
    background: none;
    font-size: 1.5rem;
  }
`
