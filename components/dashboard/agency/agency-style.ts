/** Rows, cards and filters of the agency's area. */
import { css } from 'lit'

export const agencyStyle = css`
  section {
    display: grid;
    gap: 12px;
  }
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
    gap: 10px;
    align-items: end;
  }
  .filters > * {
    min-inline-size: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    padding: 14px 20px;
  }
  .line .facts {
    display: grid;
    gap: 3px;
    min-inline-size: 0;
    flex: 1 1 16rem;
  }
  .facts strong {
    font-weight: 620;
    overflow-wrap: anywhere;
  }
  .facts p {
    overflow-wrap: anywhere;
  }
  .facts .row {
    gap: 4px 10px;
  }
  .line .side {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .section-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }
  .tag {
    padding: 1px 8px;
    border: 1px solid var(--_line);
    border-radius: 6px;
    font-size: 0.8125rem;
    color: var(--_quiet);
    overflow-wrap: anywhere;
  }
  .more {
    justify-self: center;
  }
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 0.875rem;
    font-weight: 620;
  }
  .padded {
    padding: 20px;
  }
  .none {
    padding: 20px;
    color: var(--_quiet);
  }
  @media (max-width: 560px) {
    .line {
      padding: 14px 16px;
    }
    .line .side {
      inline-size: 100%;
    }
    .line .side > .button {
      flex: 1;
    }
  }
`
