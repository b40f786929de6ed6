/** What a control holds, for listeners that stand on the control itself. */

export const valueOf = (event: Event): string =>
  (event.currentTarget as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value // the listener's own place

export const isChecked = (event: Event): boolean => (event.currentTarget as HTMLInputElement).checked // as above
