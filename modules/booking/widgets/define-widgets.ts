/** Entry of a frame: registers what a visitor sees. */
import { DmBooking } from './booking.ts'
import { DmBookingDetails } from './details-form.ts'
import { DmBookingManage } from './manage.ts'
import { DmBookingTimes } from './times.ts'

DmBookingTimes.define('dm-booking-times')
DmBookingDetails.define('dm-booking-details')
DmBooking.define('dm-booking')
DmBookingManage.define('dm-booking-manage')
