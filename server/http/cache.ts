/** A bounded map whose entries run out: oldest out first. */
export interface Cache<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
}

export function createCache<V>({ max, seconds }: { max: number; seconds: number }): Cache<V> {
  const entries = new Map<string, { value: V; until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.until > performance.now()) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value) {
      if (entries.has(key)) return
      if (entries.size >= max) entries.delete(entries.keys().next().value!)
      entries.set(key, { value, until: performance.now() + seconds * 1000 })
    },
    delete: (key) => void entries.delete(key),
  }
}
