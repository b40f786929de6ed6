/** What the CDN build tells the server: `cdn/dist/manifest.json`. Every `url` is a path on the CDN origin. */

export interface AssetEntry {
  /** `/assets/<name>.<hash>.js` */
  readonly url: string
  /** Static imports of the entry, transitively: what a page may preload. */
  readonly imports: readonly string[]
  /** Brotli size of the entry and its static imports. */
  readonly bytes: number
}

export interface CdnManifest {
  /** The loader: `exact` is immutable, `minor` and `channel` move. */
  readonly embed: {
    readonly version: string
    readonly exact: string
    readonly minor: string
    readonly channel: string
    /** `sha384-…` of the exact file. */
    readonly integrity: string
  }
  /** Source of the script that starts a frame, inlined in its document. */
  readonly boot: string
  /** Source of the script that says why a frame is refused, inlined in that document. */
  readonly refuse: string
  /** By module slug: `widgets/define-widgets.ts`. */
  readonly widgets: Readonly<Record<string, AssetEntry>>
  /** By module slug: `widgets/define-screens.ts`. */
  readonly screens: Readonly<Record<string, AssetEntry>>
  readonly dashboard: AssetEntry | null
  /** `sha384-…` by url, for import maps and preloads. */
  readonly integrity: Readonly<Record<string, string>>
}
