import { DmBookingHours } from './hours.ts'
import { DmBookingPersonForm } from './person-form.ts'
import { DmBookingSpecialDays } from './special-days.ts'
import { DmBookingTimeOff } from './time-off.ts'
import { DmBookingWeek } from './week-editor.ts'

DmBookingPersonForm.define('dm-booking-person-form')
DmBookingWeek.define('dm-booking-week')
DmBookingSpecialDays.define('dm-booking-special-days')
DmBookingTimeOff.define('dm-booking-time-off')
DmBookingHours.define('dm-booking-hours')
