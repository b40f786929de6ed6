/** Sections of an account, one below the other, each about one thing. */
import { css } from 'lit'

export const sectionStyle = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  section {
    display: grid;
    gap: 16px;
    padding: 22px 24px;
    min-inline-size: 0;
  }
  .section-head {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: 12px 20px;
  }
  .section-head > div:first-child {
    display: grid;
    gap: 4px;
    min-inline-size: 0;
    flex: 1 1 16rem;
  }
  .section-head .notice {
    margin-block-start: 8px;
  }
  .section-head p {
    text-wrap: pretty;
  }
  form {
    display: grid;
    gap: 18px;
    max-inline-size: 30rem;
  }
  .rows {
    border-block-start: 1px solid var(--_line);
  }
  .rows > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 20px;
    padding-block: 14px;
  }
  .rows > li:last-child {
    padding-block-end: 0;
  }
  .facts {
    display: grid;
    gap: 3px;
    min-inline-size: 0;
    flex: 1 1 14rem;
    overflow-wrap: anywhere;
  }
  .facts strong {
    font-weight: 600;
  }
  .what {
    display: flex;
    align-items: center;
    gap: 14px;
    min-inline-size: 0;
    flex: 1 1 14rem;
  }
  .what > .icon {
    flex: none;
    color: var(--_quiet);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }
  .who {
    font-weight: 580;
    overflow-wrap: anywhere;
  }
  @media (max-width: 480px) {
    section {
      padding: 18px 16px;
    }
  }
`
