import { css } from 'lit'

export const platformStyle = css`
  section {
    display: grid;
    gap: 12px;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    padding: 14px 20px;
  }
  .facts {
    display: grid;
    gap: 3px;
    min-inline-size: 0;
    flex: 1 1 16rem;
    overflow-wrap: anywhere;
  }
  .facts strong {
    font-weight: 620;
  }
  .side {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .more {
    justify-self: center;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 10px 16px;
    border-block-start: 1px solid var(--_line);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  thead th {
    border: 0;
    font-size: 0.875rem;
    color: var(--_quiet);
  }
  th:first-child {
    text-align: start;
    font-weight: 560;
  }
`
