/** What an incoming call must pass before a handler sees it. */
import type { Check } from './checks.ts'
import { createRate, defaultMessageBytes, defaultMessagesPerSecond, weigh } from './limits.ts'
import type { DropCause, Limits, WeighSpecial } from './limits.ts'
import { CALL, type Frame } from './wire.ts'

/** Rate, weight, shape, method and argument, in this order. Own methods only, so that `toString` is none. */
export function createGate(
  checks: Record<string, Check>,
  { messageBytes = defaultMessageBytes, messagesPerSecond = defaultMessagesPerSecond }: Partial<Limits> = {},
  special?: WeighSpecial,
): (frame: Frame) => DropCause | undefined {
  const allow = createRate(messagesPerSecond)
  return (frame) => {
    const method = frame[2] as string // safe: hasOwn takes any key
    if (!allow()) return 'rate'
    if (weigh(frame, messageBytes, special) < 0) return 'size'
    if (frame[0] !== CALL) return 'frame'
    if (!Object.hasOwn(checks, method)) return 'method'
    return checks[method]!(frame[3]) ? undefined : 'argument'
  }
}
