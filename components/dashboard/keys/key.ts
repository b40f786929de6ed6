/** A site's secret key as `GET /v1/sites/{site}/keys` lists it. */
export interface Key {
  readonly id: string
  readonly label: string
  /** How it begins: enough to recognise it by. */
  readonly prefix: string
  readonly mode: 'live' | 'test'
  readonly permissions: readonly string[]
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

/** As the server answers the one time it is made. */
export interface NewKey extends Key {
  readonly secret: string
}
