import { css } from 'lit'

export const embedStyle = css`
  .page.wide {
    max-inline-size: 80rem;
  }
  .warning {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 10px 20px;
  }
  .parts {
    display: grid;
    gap: 24px;
    grid-template-columns: minmax(0, 1fr);
  }
  .results {
    display: grid;
    align-content: start;
    gap: 28px;
    min-inline-size: 0;
  }
  section {
    display: grid;
    gap: 10px;
    min-inline-size: 0;
  }
  .section-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
  }
  .widths {
    margin-block-start: 0;
  }
  pre {
    margin: 0;
    padding: 16px 18px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    text-align: start;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    line-height: 1.6;
  }
  .frame {
    transition: max-inline-size var(--_fast);
    inline-size: 100%;
    margin-inline: auto;
  }
  .frame.phone {
    max-inline-size: 390px;
  }
  @media (min-width: 1100px) {
    .parts {
      grid-template-columns: 18rem minmax(0, 1fr);
    }
  }
`
