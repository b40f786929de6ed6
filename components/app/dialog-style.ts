import { css } from 'lit'

export const dialogStyle = css`
  dialog {
    inline-size: min(32rem, 100vw - 32px);
    max-inline-size: none;
    max-block-size: min(52rem, 100dvh - 32px);
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 24px 64px rgb(0 0 0 / 0.28);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  :host([wide]) dialog {
    inline-size: min(46rem, 100vw - 32px);
  }
  dialog::backdrop {
    background: rgb(8 16 14 / 0.5);
  }
  header {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 12px;
    padding-block: 16px 8px;
    padding-inline: 24px 14px;
  }
  h2 {
    font-size: 1.1875rem;
    padding-block: 8px;
    overflow-wrap: anywhere;
  }
  h2:focus {
    outline: none;
  }
  .close {
    inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    flex: none;
    border-color: transparent;
    background: none;
    color: var(--_quiet);
  }
  .body {
    padding: 4px 24px 24px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .foot,
  .ask {
    padding: 14px 24px;
    border-block-start: 1px solid var(--_line);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 10px;
    background: var(--_ground);
  }
  .ask {
    justify-content: space-between;
    background: var(--_danger-soft);
  }
  @media (max-width: 560px) {
    dialog,
    :host([wide]) dialog {
      inline-size: 100vw;
      max-block-size: 100dvh;
      margin: auto 0 0;
      border-radius: 18px 18px 0 0;
      border-inline: 0;
      border-block-end: 0;
    }
    :host([wide]) dialog {
      block-size: 100dvh;
      border: 0;
      border-radius: 0;
    }
    :host([wide]) .body {
      flex: 1;
    }
    header {
      padding-inline: 20px 8px;
    }
    .body {
      padding-inline: 20px;
    }
    .foot,
    .ask {
      padding-inline: 20px;
      padding-block-end: calc(14px + env(safe-area-inset-bottom));
    }
    .foot ::slotted(.button) {
      flex: 1;
    }
  }
`
