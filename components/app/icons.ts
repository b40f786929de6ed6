/** Line icons of 20 units, by name. Beside words they are ornament, so readers skip them. */
import { svg, html, type TemplateResult } from 'lit'

const paths: Readonly<Record<string, string>> = {
  calendar: 'M4 5.5h12v11H4zM4 9h12M7 3.5v4M13 3.5v4',
  list: 'M7.5 5.5H17M7.5 10H17M7.5 14.5H17M3.5 5.5h.01M3.5 10h.01M3.5 14.5h.01',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.8 1.7',
  globe: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c4 4.3 4 9.700 0 14M10 3c-4 4.3-4 9.700 0 14',
  code: 'M7 6l-4 4 4 4M13 6l4 4-4 4',
  key: 'M7 16a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM9.500 10L16 3.500M13 6.500l2.500 2.500',
  check: 'M4 10.500l4 4 8-9',
  copy: 'M7 7h9v9.500H7zM4 13V3.500h9',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  down: 'M5.500 8l4.500 4.500L14.500 8',
  up: 'M5.500 12l4.500-4.500L14.500 12',
  back: 'M12 5l-5 5 5 5',
  next: 'M8 5l5 5-5 5',
  lock: 'M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9',
  alert: 'M10 3l7.500 13.500h-15zM10 8v4M10 14.300h.01',
  offline:
    'M3 3l14 14M3 8.500a10 10 0 0 1 4-2.400M11 5.600a10 10 0 0 1 6 2.900M6 11.700a6 6 0 0 1 2.500-1.500M10 15.500h.01',
  leave: 'M8 4H4v12h4M8.500 10H17M14 7l3 3-3 3',
  person:
    'M10 10a3.300 3.300 0 1 0 0-6.600A3.300 3.300 0 0 0 10 10zM3.500 17c.8-3.200 3.400-4.700 6.500-4.700s5.700 1.500 6.500 4.700',
  people:
    'M7.500 10a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM2.500 16.500c.6-3 2.600-4.300 5-4.300s4.400 1.300 5 4.300M13 5a2.600 2.600 0 0 1 0 5M14.500 12.500c1.700.5 2.700 1.900 3 4',
  sun: 'M10 13.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM10 2.500v1.700M10 15.800v1.700M2.500 10h1.700M15.800 10h1.700M4.700 4.700l1.200 1.200M14.100 14.100l1.200 1.200M4.700 15.300l1.200-1.200M14.100 5.900l1.200-1.200',
  trash: 'M4 6h12M8 6V3.500h4V6M5.500 6l.8 10.500h7.400L14.500 6',
  refresh: 'M16 10a6 6 0 1 1-1.800-4.300L16.500 8M16.500 4v4h-4',
  home: 'M3.500 9.500L10 4l6.500 5.500V16.500h-13z',
  bell: 'M10 3a4.500 4.500 0 0 0-4.500 4.500c0 4-1.500 5-1.500 6h12c0-1-1.500-2-1.500-6A4.500 4.500 0 0 0 10 3zM8.500 16.500h3',
  building: 'M4.500 16.500v-13h7v13M11.500 8h4v8.500M3 16.500h14M7 7h2M7 10h2M7 13h2',
  archive: 'M3.500 4h13v3.500h-13zM4.500 7.500v8.500h11V7.500M8.500 10.500h3',
  pen: 'M4 16l.8-3.300L13.500 4l2.500 2.500-8.700 8.700z',
  search: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM13 13l4 4',
  history: 'M3.500 10a6.500 6.500 0 1 0 2-4.700L3.500 7M3.500 3.500V7H7M10 6.500V10l2.500 1.500',
  gear: 'M10 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM10 3v2M10 15v2M3 10h2M15 10h2M5 5l1.400 1.400M13.600 13.600L15 15M5 15l1.400-1.400M13.600 6.400L15 5',
  palette:
    'M10 3a7 7 0 1 0 0 14c1.500 0 1.800-1 1.400-2-.6-1.400.3-2.500 1.600-2.500h1.500c1.600 0 2.500-1.300 2.500-2.700C17 6 13.900 3 10 3zM6.500 10h.01M8 6.700h.01M12 6.700h.01',
  pulse: 'M2.500 10h3.500l2-5 4 10 2-5h3.500',
  tag: 'M3.500 3.500h6l7 7-6 6-7-7zM7 7h.01',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  mail: 'M3 5h14v10.500H3zM3 6l7 5.500L17 6',
  mark: 'M3.500 3.500h5.500v5.500h-5.500zM11 11h5.500v5.500H11zM11 3.500h5.500v5.500H11zM3.500 11h5.500v5.500h-5.500z',
  shield: 'M10 3l6 2.200v4.300c0 3.600-2.500 6.200-6 7.500-3.500-1.300-6-3.900-6-7.500V5.200z',
  eye: 'M2.500 10c1.800-3.300 4.400-5 7.500-5s5.700 1.700 7.500 5c-1.800 3.300-4.400 5-7.500 5s-5.700-1.700-7.500-5zM10 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z',
  device: 'M3.500 4.500h13v9h-13zM7 16.500h6M10 13.500v3',
  download: 'M10 3.500v9M6.500 9.500l3.500 3.500 3.500-3.500M4 16.500h12',
  print: 'M6 7V3.500h8V7M6 13.500H3.500V7h13v6.500H14M6 11.500h8v5H6z',
}
/** Point along the line of reading, and are mirrored with it by the page's style. */
const turning = new Set(['back', 'next'])
/** For what a newer module names and we do not know. */
const unknown = 'M5 5h10v10H5z'

export function renderIcon(name: string, size = 20): TemplateResult {
  const path = Object.hasOwn(paths, name) ? paths[name] : unknown
  return html`<svg
    class=${turning.has(name) ? 'icon turning' : 'icon'}
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${svg`<path d=${path} />`}
  </svg>`
}
