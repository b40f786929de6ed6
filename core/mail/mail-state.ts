/** What becomes of a mail. What providers tell arrives late, twice and out of order: each word counts only from some states. */
export const mailStates = ['queued', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'suppressed'] as const
export type MailState = (typeof mailStates)[number]

export const mailNews = ['delivered', 'bounced', 'complained'] as const
export type MailNews = (typeof mailNews)[number]

/** A complaint is the last word; after it, and after a bounce, a delivery is old news. */
export const statesBefore: Readonly<Record<MailNews, readonly MailState[]>> = {
  delivered: ['queued', 'sent'],
  bounced: ['queued', 'sent', 'delivered'],
  complained: ['queued', 'sent', 'delivered', 'bounced'],
}
