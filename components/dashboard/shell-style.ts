/** A side bar beside the page; at phone width a bar above it and one below. */
import { css } from 'lit'

export const shellStyle = css`
  :host {
    --_side: 17rem;
    display: block;
    min-block-size: 100dvh;
    background: var(--_ground);
  }
  .shell {
    display: grid;
    grid-template: 'switch main' auto 'nav main' 1fr 'account main' auto / var(--_side) minmax(0, 1fr);
    min-block-size: 100dvh;
  }
  .shell::before {
    content: '';
    grid-area: 1 / 1 / -1 / 2;
    background: var(--_surface);
    border-inline-end: 1px solid var(--_line);
  }
  .side {
    position: sticky;
    padding-inline: 12px;
    margin-inline-end: 1px;
    background: var(--_surface);
  }
  .switch {
    grid-area: switch;
    inset-block-start: 0;
    padding-block: 16px 8px;
    z-index: 1;
  }
  nav.side {
    grid-area: nav;
    align-self: start;
    inset-block-start: 76px;
    max-block-size: calc(100dvh - 148px);
    overflow: auto;
    padding-block: 4px;
    display: grid;
    align-content: start;
    gap: 20px;
  }
  .account {
    grid-area: account;
    inset-block-end: 0;
    padding-block: 8px 12px;
  }
  main {
    grid-area: main;
    min-inline-size: 0;
    padding: 36px clamp(16px, 4vw, 56px) 64px;
  }
  .person {
    inline-size: 100%;
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 52px;
    padding: 6px 8px;
    border: 0;
    border-radius: 10px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  div.person {
    cursor: default;
  }
  button.person:hover,
  .item:hover {
    background: color-mix(in srgb, var(--_text) 6%, transparent);
  }
  .person > .names {
    flex: 1;
    min-inline-size: 0;
    display: grid;
  }
  .person strong,
  .person small {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .person strong {
    font-size: 0.9375rem;
    font-weight: 620;
    line-height: 1.3;
  }
  .person small {
    font-size: 0.8125rem;
    color: var(--_quiet);
  }
  :host(:dir(rtl)) .person small {
    text-align: right;
  }
  .person .icon {
    color: var(--_quiet);
    flex: none;
  }
  .tile {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 10px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 680;
  }
  .tile.round {
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 0.8125rem;
  }
  .group {
    display: grid;
    gap: 2px;
  }
  .group h2 {
    padding: 0 12px 4px;
    font-size: 0.75rem;
    font-weight: 600;
    color: var(--_quiet);
  }
  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 40px;
    padding: 0 12px;
    border: 0;
    border-radius: 10px;
    background: none;
    color: var(--_text);
    font-size: 0.9375rem;
    font-weight: 500;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .item .icon {
    flex: none;
    color: var(--_quiet);
  }
  .item[aria-current] {
    background: var(--_accent-soft);
    font-weight: 600;
  }
  .item[aria-current] .icon {
    color: var(--_accent);
  }
  .bar {
    display: none;
  }
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 8px;
    inline-size: 17rem;
    max-block-size: 70dvh;
    border: 1px solid var(--_line);
    border-radius: 14px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 16px 48px rgb(0 0 0 / 0.2);
  }
  .menu.sites {
    inset-block-start: 76px;
    inset-inline-start: 12px;
  }
  .menu.own {
    inset-block-end: 76px;
    inset-inline-start: 12px;
  }
  .menu .who {
    padding: 6px 12px 10px;
    display: grid;
    overflow-wrap: anywhere;
  }
  .top {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .top .person {
    flex: 1;
    gap: 9px;
    min-inline-size: 0;
  }
  .menu .group + .group {
    margin-block-start: 10px;
  }
  .group-name {
    padding: 4px 12px;
    font-size: 0.75rem;
    font-weight: 600;
    color: var(--_quiet);
  }
  .suspended {
    max-inline-size: 80rem;
    margin: 0 auto 24px;
    border-color: var(--_warn);
    background: color-mix(in srgb, var(--_warn) 10%, transparent);
  }
  .menu hr {
    margin: 8px 0;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  .choice {
    display: grid;
    gap: 6px;
    padding: 6px 12px 8px;
  }
  .choice legend,
  .choice .label {
    padding: 0;
    font-size: 0.8125rem;
    color: var(--_quiet);
  }
  fieldset.choice {
    margin: 0;
    border: 0;
    min-inline-size: 0;
  }
  .skip {
    position: fixed;
    inset-block-start: -80px;
    inset-inline-start: 12px;
    z-index: 9;
  }
  .skip:focus {
    inset-block-start: 12px;
  }
  @media (max-width: 799px) {
    .shell {
      grid-template: 'switch account' auto 'main main' 1fr / minmax(0, 1fr) auto;
    }
    .shell::before {
      display: none;
    }
    .side {
      margin: 0;
    }
    .switch,
    .account {
      inset-block: 0 auto;
      z-index: 2;
      padding-block: 6px;
      border-block-end: 1px solid var(--_line);
    }
    .switch {
      padding-inline: 8px 0;
    }
    .account {
      padding-inline: 0 8px;
    }
    .account .names,
    .account .person .icon {
      display: none;
    }
    nav.side {
      display: none;
    }
    main {
      padding: 20px 16px calc(96px + env(safe-area-inset-bottom));
    }
    .bar {
      position: fixed;
      inset: auto 0 0;
      z-index: 3;
      display: flex;
      padding: 6px 4px calc(6px + env(safe-area-inset-bottom));
      border-block-start: 1px solid var(--_line);
      background: var(--_surface);
    }
    .bar .item {
      flex: 1 1 0;
      flex-direction: column;
      justify-content: center;
      gap: 3px;
      min-inline-size: 0;
      min-block-size: 52px;
      padding: 0 2px;
      font-size: 0.6875rem;
      line-height: 1.2;
    }
    .bar .item span {
      max-inline-size: 100%;
      overflow: hidden;
      overflow-wrap: anywhere;
      text-align: center;
    }
    .bar .item[aria-current] {
      background: none;
      color: var(--_accent);
    }
    .menu.own {
      inset-block: 68px auto;
      inset-inline: auto 8px;
    }
    .menu.sites {
      inset-block-start: 68px;
      inset-inline-start: 8px;
    }
    .menu.rest {
      inset-block: auto calc(76px + env(safe-area-inset-bottom));
      inset-inline: auto 8px;
    }
    .menu .item {
      min-block-size: 44px;
    }
  }
`
