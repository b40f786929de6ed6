import { css } from 'lit'

export const dashboardStyle = css`
  :host {
    display: block;
    min-block-size: 100dvh;
    background: var(--_ground);
  }
  .start {
    padding: 24px;
  }
  .notices {
    max-inline-size: 60rem;
    margin: 0 auto 20px;
  }
  .notices.acting {
    position: sticky;
    inset-block-start: 12px;
    z-index: 1;
  }
  @media (max-width: 799px) {
    .notices.acting {
      inset-block-start: 76px;
    }
  }
`
