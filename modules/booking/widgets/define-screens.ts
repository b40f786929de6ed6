/**
 * Entry of the dashboard. The agenda is there at once; the other screens, and the visitor's widgets for their preview,
 * follow in files of their own: an element that is placed before its code comes to life when it arrives.
 */
import { DmDialog } from '@dramac/components/app/dialog'
import { DmBookingAgenda } from './screens/agenda.ts'
import { DmBookingDetail } from './screens/booking-detail.ts'

DmDialog.define('dm-dialog')
DmBookingDetail.define('dm-booking-detail')
DmBookingAgenda.define('dm-booking-agenda')

const longestWaitMs = 30_000

/** A connection that breaks must not leave a screen empty for good. */
function keepLoading(load: () => Promise<unknown>, waitMs = 2000): void {
  load().catch(() => setTimeout(() => keepLoading(load, Math.min(waitMs * 2, longestWaitMs)), waitMs))
}

keepLoading(() => import('./screens/define-services.ts'))
keepLoading(() => import('./screens/define-hours.ts'))
keepLoading(() => import('./define-widgets.ts'))
