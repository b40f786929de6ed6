/** Mail about signing in. Every one but `new_sign_in` is sent whatever its reader prefers. */
import { defineMail } from '../mail-type.ts'

const name = 'Ada Lovelace'
const link = 'https://app.example/identity#a-long-token'
const at = new Date('2027-03-04T09:30:00Z')
const notYou = {
  en: 'If this was not you, change your password at once and tell whoever looks after your account.',
  de: 'Falls Sie das nicht waren, ändern Sie sofort Ihr Passwort und melden Sie sich bei der Betreuung Ihres Kontos.',
  ar: 'إذا لم تكن أنت من فعل ذلك، فغيّر كلمة مرورك فورًا وأبلغ المسؤول عن حسابك.',
} as const
const ignore = {
  en: 'If you did not ask for this, do nothing: without the link nothing happens.',
  de: 'Falls Sie das nicht angefordert haben, müssen Sie nichts tun: Ohne den Link geschieht nichts.',
  ar: 'إذا لم تطلب ذلك فلا تفعل شيئًا: لن يحدث أي شيء دون الرابط.',
} as const

export const identityMails = {
  'identity.verify_email': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', link: 'link', expiresInHours: 'hours' },
    sample: { name, link, expiresInHours: 24 },
    words: {
      en: {
        subject: 'Confirm your e-mail address',
        paragraphs: ['Please confirm that this address is yours. The link works for {expiresInHours}.'],
        action: 'Confirm address',
        note: ignore.en,
      },
      de: {
        subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
        paragraphs: ['bitte bestätigen Sie, dass diese Adresse Ihnen gehört. Gültigkeit des Links: {expiresInHours}.'],
        action: 'Adresse bestätigen',
        note: ignore.de,
      },
      ar: {
        subject: 'أكّد عنوان بريدك الإلكتروني',
        paragraphs: ['يرجى تأكيد أن هذا العنوان لك. مدة صلاحية الرابط: {expiresInHours}.'],
        action: 'تأكيد العنوان',
        note: ignore.ar,
      },
    },
  }),
  'identity.reset_password': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', link: 'link', expiresInMinutes: 'minutes' },
    sample: { name, link, expiresInMinutes: 30 },
    words: {
      en: {
        subject: 'Choose a new password',
        paragraphs: [
          'Somebody, you we hope, asked for a new password. The link works once and for {expiresInMinutes}.',
        ],
        action: 'Choose a new password',
        note: ignore.en,
      },
      de: {
        subject: 'Neues Passwort wählen',
        paragraphs: [
          'es wurde ein neues Passwort angefordert, hoffentlich von Ihnen. Der Link gilt einmal; Gültigkeit: {expiresInMinutes}.',
        ],
        action: 'Neues Passwort wählen',
        note: ignore.de,
      },
      ar: {
        subject: 'اختر كلمة مرور جديدة',
        paragraphs: ['طُلبت كلمة مرور جديدة لحسابك. يعمل الرابط مرة واحدة، ومدة صلاحيته: {expiresInMinutes}.'],
        action: 'اختيار كلمة مرور جديدة',
        note: ignore.ar,
      },
    },
  }),
  'identity.magic_link': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', link: 'link', expiresInMinutes: 'minutes' },
    sample: { name, link, expiresInMinutes: 15 },
    words: {
      en: {
        subject: 'Your link to sign in',
        paragraphs: ['This link signs you in, once, within {expiresInMinutes}. Do not pass it on.'],
        action: 'Sign in',
        note: ignore.en,
      },
      de: {
        subject: 'Ihr Link zum Anmelden',
        paragraphs: [
          'mit diesem Link melden Sie sich einmal an. Gültigkeit: {expiresInMinutes}. Geben Sie ihn nicht weiter.',
        ],
        action: 'Anmelden',
        note: ignore.de,
      },
      ar: {
        subject: 'رابط تسجيل الدخول',
        paragraphs: ['يسجّل هذا الرابط دخولك مرة واحدة، ومدة صلاحيته: {expiresInMinutes}. لا تشاركه مع أحد.'],
        action: 'تسجيل الدخول',
        note: ignore.ar,
      },
    },
  }),
  'identity.already_registered': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', link: 'link' },
    sample: { name, link },
    words: {
      en: {
        subject: 'You already have an account',
        paragraphs: [
          'Somebody tried to sign up with this address, which has an account. Sign in, or choose a new password there.',
        ],
        action: 'Sign in',
        note: 'If it was not you, nothing has changed and there is nothing to do.',
      },
      de: {
        subject: 'Sie haben bereits ein Konto',
        paragraphs: [
          'jemand wollte sich mit dieser Adresse registrieren, die schon ein Konto hat. Melden Sie sich an oder wählen Sie dort ein neues Passwort.',
        ],
        action: 'Anmelden',
        note: 'Falls Sie das nicht waren: Es hat sich nichts geändert, und es ist nichts zu tun.',
      },
      ar: {
        subject: 'لديك حساب بالفعل',
        paragraphs: ['حاول شخص التسجيل بهذا العنوان الذي له حساب بالفعل. سجّل الدخول أو اختر كلمة مرور جديدة من هناك.'],
        action: 'تسجيل الدخول',
        note: 'إذا لم تكن أنت، فلم يتغير شيء ولا يلزمك فعل شيء.',
      },
    },
  }),
  'identity.password_changed': defineMail({
    audience: 'staff',
    category: 'security',
    facts: { name: 'text', at: 'instant', link: 'link' },
    sample: { name, at, link },
    words: {
      en: {
        subject: 'Your password was changed',
        paragraphs: ['Your password was changed on {at}.', notYou.en],
        action: 'Look after your account',
      },
      de: {
        subject: 'Ihr Passwort wurde geändert',
        paragraphs: ['Ihr Passwort wurde geändert: {at}.', notYou.de],
        action: 'Konto ansehen',
      },
      ar: {
        subject: 'تم تغيير كلمة مرورك',
        paragraphs: ['تم تغيير كلمة مرورك: {at}.', notYou.ar],
        action: 'مراجعة الحساب',
      },
    },
  }),
  'identity.new_sign_in': defineMail({
    audience: 'staff',
    category: 'optional',
    facts: { name: 'text', at: 'instant', device: 'text', link: 'link' },
    sample: { name, at, device: 'Firefox, Linux', link },
    words: {
      en: {
        subject: 'A new sign-in to your account',
        paragraphs: ['Somebody signed in to your account from {device} on {at}.', notYou.en],
        action: 'See where you are signed in',
      },
      de: {
        subject: 'Neue Anmeldung in Ihrem Konto',
        paragraphs: ['jemand hat sich in Ihrem Konto angemeldet ({device}): {at}.', notYou.de],
        action: 'Angemeldete Geräte ansehen',
      },
      ar: {
        subject: 'تسجيل دخول جديد إلى حسابك',
        paragraphs: ['تم تسجيل الدخول إلى حسابك من {device}: {at}.', notYou.ar],
        action: 'عرض الأجهزة المسجلة',
      },
    },
  }),
  'identity.mfa_changed': defineMail({
    audience: 'staff',
    category: 'security',
    facts: {
      name: 'text',
      change: ['totp_added', 'totp_removed', 'passkey_added', 'passkey_removed', 'recovery_codes_replaced'],
      at: 'instant',
      link: 'link',
    },
    sample: { name, change: 'totp_added', at, link },
    words: {
      en: {
        subject: 'How you sign in has changed',
        paragraphs: ['{change} ({at}).', notYou.en],
        action: 'Look after your account',
        choices: {
          change: {
            totp_added: 'Codes of an authenticator app were turned on for your account',
            totp_removed: 'Codes of an authenticator app were turned off for your account',
            passkey_added: 'A passkey was added to your account',
            passkey_removed: 'A passkey was removed from your account',
            recovery_codes_replaced: 'Your account has new recovery codes',
          },
        },
      },
      de: {
        subject: 'Ihre Anmeldung hat sich geändert',
        paragraphs: ['{change} ({at}).', notYou.de],
        action: 'Konto ansehen',
        choices: {
          change: {
            totp_added: 'Für Ihr Konto wurden Codes einer Authenticator-App eingeschaltet',
            totp_removed: 'Für Ihr Konto wurden Codes einer Authenticator-App ausgeschaltet',
            passkey_added: 'Ihrem Konto wurde ein Passkey hinzugefügt',
            passkey_removed: 'Aus Ihrem Konto wurde ein Passkey entfernt',
            recovery_codes_replaced: 'Ihr Konto hat neue Wiederherstellungscodes',
          },
        },
      },
      ar: {
        subject: 'تغيّرت طريقة تسجيل دخولك',
        paragraphs: ['{change} ({at}).', notYou.ar],
        action: 'مراجعة الحساب',
        choices: {
          change: {
            totp_added: 'تم تفعيل رموز تطبيق المصادقة لحسابك',
            totp_removed: 'تم إيقاف رموز تطبيق المصادقة لحسابك',
            passkey_added: 'أُضيف مفتاح مرور إلى حسابك',
            passkey_removed: 'أُزيل مفتاح مرور من حسابك',
            recovery_codes_replaced: 'لحسابك رموز استرداد جديدة',
          },
        },
      },
    },
  }),
} as const
