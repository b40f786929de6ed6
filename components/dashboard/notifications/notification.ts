/** What happened that somebody should know: `GET /v1/me/notifications`. */
export const categories = ['security', 'site', 'work'] as const
export type Category = (typeof categories)[number]

export interface Notification {
  readonly id: string
  readonly category: Category
  readonly title: string
  readonly body: string
  readonly actionUrl: string | null
  readonly actorName: string | null
  readonly readAt: string | null
  readonly createdAt: string
}

/** `GET /v1/me/notifications/unread`. */
export interface Unread {
  readonly count: number
}

export interface Preferences {
  readonly channels: Readonly<Record<Category, { readonly app: boolean; readonly mail: boolean }>>
  readonly digest: 'off' | 'daily' | 'weekly'
  /** `HH:MM`; null for no quiet hours. */
  readonly quietFrom: string | null
  readonly quietTo: string | null
  readonly zone: string
  /** Always told by every channel. */
  readonly locked: readonly Category[]
}
