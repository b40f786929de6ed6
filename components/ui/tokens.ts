/**
 * Design tokens: reference values feed the semantic names that components read. A host's or a tenant's
 * `--dm-*` wins; the names behind `--_` are the resolved ones that our own styles use.
 */
import { css } from 'lit'

export const tokens = css`
  :host {
    --_accent: var(--dm-color-accent, light-dark(#0f766e, #5cc9be));
    --_on-accent: var(--dm-color-on-accent, light-dark(#ffffff, #06201d));
    --_accent-soft: color-mix(in srgb, var(--_accent) 12%, transparent);
    --_text: var(--dm-color-text, light-dark(#15211f, #eef3f2));
    --_quiet: var(--dm-color-text-quiet, light-dark(#54655f, #a7b6b2));
    --_ground: var(--dm-color-ground, light-dark(#f5f8f7, #0f1615));
    --_surface: var(--dm-color-surface, light-dark(#ffffff, #16201e));
    --_line: var(--dm-color-line, light-dark(#d3dedb, #33423e));
    --_control-line: var(--dm-color-control-line, light-dark(#7a8c86, #81938e));
    --_danger: var(--dm-color-danger, light-dark(#b42318, #f59287));
    --_danger-soft: color-mix(in srgb, var(--_danger) 10%, transparent);
    --_warn: var(--dm-color-warn, light-dark(#92560a, #f0b95c));
    --_good: var(--dm-color-good, light-dark(#14703f, #6fd19c));
    --_radius: var(--dm-radius, 12px);
    --_radius-control: var(--dm-radius-control, 9px);
    --_font: var(--dm-font-family-base, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    --_control: calc(36px + 8px * var(--dm-density, 1));
    --_fast: 120ms;
    color-scheme: inherit;
    font: 16px/1.5 var(--_font);
    color: var(--_text);
    text-align: start;
  }
  @media (prefers-contrast: more) {
    :host {
      --_quiet: var(--_text);
      --_line: var(--_text);
      --_control-line: var(--_text);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_fast: 0ms;
    }
  }
`
