/** The few words that the server writes before the widget speaks for itself. */
const words: Readonly<Record<string, { readonly chooseService: string; readonly empty: string }>> = {
  en: { chooseService: 'Choose a service', empty: 'Nothing can be booked here at the moment.' },
  de: { chooseService: 'Leistung wählen', empty: 'Hier kann zurzeit nichts gebucht werden.' },
  ar: { chooseService: 'اختر الخدمة', empty: 'لا يوجد ما يمكن حجزه هنا حاليًا.' },
}

export function firstPaintWords(locale: string) {
  const language = locale.split('-')[0]!.toLowerCase()
  return Object.hasOwn(words, language) ? words[language]! : words['en']!
}
