/** Tells the seconds that are left, once a second, down to 0. */
export interface CountDown {
  start(seconds: number): void
  stop(): void
}

export function createCountDown(tell: (secondsLeft: number) => void): CountDown {
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  return {
    stop,
    start(seconds) {
      stop()
      // By the clock, not by counting: a page in the background ticks rarely.
      const endsAt = Date.now() + seconds * 1000
      const tick = () => {
        const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000))
        if (left === 0) stop()
        tell(left)
      }
      timer = setInterval(tick, 1000)
      tick()
    },
  }
}

/** `4:05` */
export const formatLeft = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
