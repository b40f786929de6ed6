import { css } from 'lit'

export const signInStyle = css`
  form {
    gap: 14px;
  }
  label.show {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  input[type='checkbox'] {
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    accent-color: var(--_accent);
  }
  .body.ways {
    margin-block-start: 18px;
    gap: 12px;
  }
`
