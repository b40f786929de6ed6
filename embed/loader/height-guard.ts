/** Heights the page accepts from a frame, in px. A frame must not drive the page's layout mad. */

const maxHeight = 20_000
const maxTurns = 10

/**
 * Takes a wished height, gives the one to apply, or 0 to leave it. Rounds up, ignores less than 2 px.
 * When the wishes turn up and down more than 10 times within a second, the content depends on its own
 * height: the larger one then stays for good.
 */
export function createHeightGuard(frozen: () => void): (wished: number) => number {
  let current = 0
  let isRising = true
  let turns = 0
  let since = 0
  return (wished) => {
    const height = Math.min(Math.ceil(wished), maxHeight)
    const change = height - current
    if (turns > maxTurns || Math.abs(change) < 2) return 0
    const now = performance.now()
    if (now > since + 1000) {
      since = now
      turns = 0
    }
    if (change > 0 !== isRising) turns++
    isRising = change > 0
    if (turns > maxTurns) {
      frozen()
      if (!isRising) return 0
    }
    return (current = height)
  }
}
