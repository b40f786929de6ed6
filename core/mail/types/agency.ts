/** Mail about working together: invitations, ownership, and what becomes of an agency. */
import { defineMail } from '../mail-type.ts'

const name = 'Ada Lovelace'
const agencyName = 'Northwind Studio'
const link = 'https://app.example/invitations#a-long-token'
const expiresAt = new Date('2027-03-11T09:30:00Z')

export const agencyMails = {
  'agency.invitation': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { inviterName: 'text', agencyName: 'text', link: 'link', expiresAt: 'instant' },
    sample: { inviterName: 'Grace Hopper', agencyName, link, expiresAt },
    words: {
      en: {
        subject: '{inviterName} invites you to {agencyName}',
        paragraphs: ['{inviterName} invites you to {agencyName}. The invitation is open until {expiresAt}.'],
        action: 'See the invitation',
        note: 'If you do not know who this is, do nothing: an invitation that nobody accepts ends by itself.',
      },
      de: {
        subject: '{inviterName} lädt Sie zu {agencyName} ein',
        paragraphs: ['{inviterName} lädt Sie zu {agencyName} ein. Die Einladung gilt bis {expiresAt}.'],
        action: 'Einladung ansehen',
        note: 'Falls Sie nicht wissen, wer das ist, müssen Sie nichts tun: Die Einladung verfällt von selbst.',
      },
      ar: {
        subject: 'يدعوك {inviterName} إلى {agencyName}',
        paragraphs: ['يدعوك {inviterName} إلى {agencyName}. الدعوة مفتوحة حتى {expiresAt}.'],
        action: 'عرض الدعوة',
        note: 'إذا كنت لا تعرف المرسل فلا تفعل شيئًا: تنتهي الدعوة من تلقاء نفسها.',
      },
    },
  }),
  'agency.ownership_offer': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', ownerName: 'text', agencyName: 'text', link: 'link', expiresAt: 'instant' },
    sample: { name, ownerName: 'Grace Hopper', agencyName, link, expiresAt },
    words: {
      en: {
        subject: 'You are offered the ownership of {agencyName}',
        paragraphs: [
          '{ownerName} wants to hand {agencyName} over to you. Nothing changes until you accept, which you can until {expiresAt}.',
        ],
        action: 'See the offer',
      },
      de: {
        subject: '{agencyName} soll Ihnen übergeben werden',
        paragraphs: [
          '{ownerName} möchte Ihnen {agencyName} übergeben. Es ändert sich nichts, bis Sie annehmen; das geht bis {expiresAt}.',
        ],
        action: 'Angebot ansehen',
      },
      ar: {
        subject: 'عُرضت عليك ملكية {agencyName}',
        paragraphs: [
          'يريد {ownerName} أن ينقل إليك ملكية {agencyName}. لا يتغير شيء حتى تقبل، ويمكنك ذلك حتى {expiresAt}.',
        ],
        action: 'عرض التفاصيل',
      },
    },
  }),
  'agency.member_removed': defineMail({
    audience: 'staff',
    category: 'transactional',
    facts: { name: 'text', agencyName: 'text' },
    sample: { name, agencyName },
    words: {
      en: {
        subject: 'You no longer belong to {agencyName}',
        paragraphs: ['Your access to {agencyName} has ended. Your own account stays as it is.'],
      },
      de: {
        subject: 'Sie gehören nicht mehr zu {agencyName}',
        paragraphs: ['Ihr Zugang zu {agencyName} ist beendet. Ihr eigenes Konto bleibt, wie es ist.'],
      },
      ar: {
        subject: 'لم تعد عضوًا في {agencyName}',
        paragraphs: ['انتهت صلاحية وصولك إلى {agencyName}. يبقى حسابك الشخصي كما هو.'],
      },
    },
  }),
  'agency.suspended': defineMail({
    audience: 'platform',
    category: 'transactional',
    facts: { name: 'text', agencyName: 'text', link: 'link' },
    sample: { name, agencyName, link },
    words: {
      en: {
        subject: '{agencyName} is suspended',
        paragraphs: ['{agencyName} is suspended. Everything can still be read and exported; nothing can be changed.'],
        action: 'See what to do',
      },
      de: {
        subject: '{agencyName} ist gesperrt',
        paragraphs: ['{agencyName} ist gesperrt. Alles lässt sich weiterhin lesen und exportieren, aber nicht ändern.'],
        action: 'Ansehen, was zu tun ist',
      },
      ar: {
        subject: 'تم تعليق {agencyName}',
        paragraphs: ['تم تعليق {agencyName}. ما زال بالإمكان قراءة كل شيء وتصديره، لكن لا يمكن تغيير شيء.'],
        action: 'معرفة المطلوب',
      },
    },
  }),
} as const
