import { css } from 'lit'

export const domainsStyle = css`
  .domain {
    padding: 18px 20px;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 12px 20px;
  }
  .facts {
    display: grid;
    gap: 6px;
    min-inline-size: 0;
  }
  .facts h2 {
    overflow-wrap: anywhere;
    text-align: start;
  }
  .facts .row {
    gap: 4px 12px;
  }
  :host(:dir(rtl)) .facts h2 {
    text-align: right;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .actions .button {
    white-space: nowrap;
  }
  .verify[aria-disabled='true'] {
    color: var(--_quiet);
  }
  .toggle .icon {
    transition: rotate var(--_fast);
  }
  .toggle[aria-expanded='true'] .icon {
    rotate: 180deg;
  }
  .button.remove {
    color: var(--_danger);
  }
  dm-domain-details {
    display: block;
    margin-block-start: 18px;
  }
  @media (max-width: 560px) {
    .domain {
      padding: 16px;
    }
    .actions {
      inline-size: 100%;
    }
    .actions .button {
      flex: 1 1 auto;
    }
  }
`
