/** A mail's Message-ID names its row and its place: whatever comes back about it finds the way home by itself. */
import type { Tenant } from '../context.ts'

export const writeMessageId = (mailId: string, { agencyId, siteId }: Tenant, from: string): string =>
  `<${mailId}.${agencyId}.${siteId}@${from.split('@')[1] ?? 'localhost'}>`

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const messageId = new RegExp(`^<?(${uuid})\\.(${uuid})\\.(${uuid})@[^\\s>]+>?$`)

export function parseMessageId(text: string): { readonly mailId: string; readonly tenant: Tenant } | undefined {
  const [, mailId, agencyId, siteId] = messageId.exec(text) ?? []
  return mailId && agencyId && siteId ? { mailId, tenant: { agencyId, siteId } } : undefined
}
