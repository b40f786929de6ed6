import type { TenantTx } from '@dramac/core/db/tx'
import { moveRecord } from '@dramac/core/kernels/state-machine'
import { manifest } from '../manifest.ts'
import { records, type Booking } from './records.ts'

/** Throws CONFLICT `booking.transition_refused` when the booking's state does not allow it. */
export function moveBooking(
  tx: TenantTx,
  {
    id,
    transition,
    patch = {},
  }: { id: string; transition: keyof typeof manifest.entities.booking.states.transitions; patch?: Partial<Booking> },
): Promise<Booking> {
  return moveRecord(tx, { manifest, records, entity: 'booking', id, transition, patch })
}
