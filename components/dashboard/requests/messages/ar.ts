import { appAr } from '../../../app/messages/ar.ts'
import type { RequestMessages } from './en.ts'

export const ar: RequestMessages = {
  ...appAr,
  requestLog: 'سجل الطلبات',
  requestHint: 'ما طُلب من واجهة هذا الموقع، ولماذا رُفض ما رُفض.',
  onlyRefused: 'المرفوضة فقط',
  all: 'الكل',
  shown: 'عرض',
  showMore: 'عرض المزيد',
  refresh: 'تحديث',
  noRefused: 'لم يُرفض شيء',
  noRefusedText: 'حصلت الأدوات والبرامج على ما طلبت.',
  noRequests: 'لا طلبات بعد',
  noRequestsText: 'تظهر فور عرض أداة.',
  from: 'من',
  verifyDomain: 'وثّق هذا النطاق',
  whyOrigin: 'هذا الموقع غير موثق، لذا لا تظهر عليه الأدوات.',
  whyKey: 'المفتاح مفقود أو خاطئ أو ملغى.',
  whyDenied: 'المفتاح أو الدور لا يسمح بذلك.',
  whyLimit: 'طلبات كثيرة في وقت قصير.',
  whyInput: 'المدخلات غير صحيحة.',
  whyUnknown: 'لا شيء في هذا العنوان.',
  whyConflict: 'سبقك شخص آخر.',
  whyOurs: 'خطأ من جانبنا، يجده الدعم بالمرجع.',
  whyOther: 'رُفض.',
}
