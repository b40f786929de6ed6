/** The functions that the manifest names. */
import type { ModuleServer } from '@dramac/core/modules/module'
import { cancel, cancelByStaff } from './cancel.ts'
import { confirm } from './confirm.ts'
import { createDemo } from './demo.ts'
import { expire } from './expire.ts'
import { renderFirstPaint, firstPaintCss } from './first-paint.ts'
import { hold } from './hold.ts'
import { listSlots } from './list-slots.ts'
import { bookingMails } from './mail/booking-mails.ts'
import { bookingNotifications } from './notifications.ts'
import { remind } from './remind.ts'
import { reschedule, rescheduleByStaff } from './reschedule.ts'
import { reserve } from './reserve.ts'
import { showAgenda } from './show-agenda.ts'
import { showAppointment } from './show-appointment.ts'
import { showCatalogue } from './show-catalogue.ts'

export const server: ModuleServer = {
  actions: { hold, reserve, appointment: showAppointment, reschedule, cancel, move: rescheduleByStaff },
  reads: { catalogue: showCatalogue, slots: listSlots, agenda: showAgenda },
  transitions: { booking: { confirm, cancel: cancelByStaff } },
  jobs: { remind, expire },
  widgets: {
    booking: {
      async load(ctx, props, locale) {
        const data = await showCatalogue(ctx)
        return { data, html: renderFirstPaint(data, props, locale), css: firstPaintCss }
      },
    },
    manage: {
      load: async (ctx) => ({ data: await showCatalogue(ctx), html: '', css: firstPaintCss }),
    },
  },
  mails: bookingMails,
  notifications: bookingNotifications,
  demo: createDemo,
}
