/** Mail about a site's data on its way out and in. */
import { defineMail } from '../mail-type.ts'

const sample = { name: 'Ada Lovelace', siteName: 'Harbor Salon', link: 'https://app.example/sites/harbor' } as const

export const siteMails = {
  'site.export_ready': defineMail({
    audience: 'staff',
    category: 'transactional',
    facts: { name: 'text', siteName: 'text', link: 'link', expiresAt: 'instant' },
    sample: { ...sample, expiresAt: new Date('2027-03-11T09:30:00Z') },
    words: {
      en: {
        subject: 'The export of {siteName} is ready',
        paragraphs: ['The data of {siteName} can be fetched until {expiresAt}.'],
        action: 'Fetch the export',
        note: 'Whoever has the file has the data: keep it as safe as the site.',
      },
      de: {
        subject: 'Der Export von {siteName} ist bereit',
        paragraphs: ['die Daten von {siteName} können abgeholt werden, bis {expiresAt}.'],
        action: 'Export abholen',
        note: 'Wer die Datei hat, hat die Daten: Bewahren Sie sie so sicher auf wie die Website.',
      },
      ar: {
        subject: 'تصدير {siteName} جاهز',
        paragraphs: ['يمكن تنزيل بيانات {siteName} حتى {expiresAt}.'],
        action: 'تنزيل الملف',
        note: 'من يملك الملف يملك البيانات: احفظه بأمان كما تحفظ الموقع.',
      },
    },
  }),
  'site.import_done': defineMail({
    audience: 'staff',
    category: 'transactional',
    facts: { name: 'text', siteName: 'text', link: 'link' },
    sample,
    words: {
      en: {
        subject: 'The import into {siteName} is done',
        paragraphs: ['Everything of the file is in {siteName} now.'],
        action: 'See the site',
      },
      de: {
        subject: 'Der Import in {siteName} ist fertig',
        paragraphs: ['alles aus der Datei ist jetzt in {siteName}.'],
        action: 'Website ansehen',
      },
      ar: {
        subject: 'اكتمل الاستيراد إلى {siteName}',
        paragraphs: ['أصبح كل ما في الملف موجودًا في {siteName}.'],
        action: 'عرض الموقع',
      },
    },
  }),
} as const
