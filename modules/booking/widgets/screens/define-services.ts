import { DmBookingServiceForm } from './service-form.ts'
import { DmBookingServices } from './services.ts'

DmBookingServiceForm.define('dm-booking-service-form')
DmBookingServices.define('dm-booking-services')
