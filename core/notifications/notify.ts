/** Tells of an event whom it concerns, in its delivery: once each, on the channels that they chose. */
import { can, type Grant } from '../access/can.ts'
import { isPlatform } from '../access/places.ts'
import type { Context } from '../context.ts'
import type { TenantTx } from '../db/tx.ts'
import { chooseLocale } from '../mail/choose-locale.ts'
import { fillPlaces } from '../mail/fill-mail.ts'
import { isAddress } from '../mail/queue-mail.ts'
import { sendMailTo } from '../mail/send-mail-to.ts'
import type { NotificationType } from './notification-type.ts'
import { lockedCategories, mailDueAt, toMatrix, type Matrix, type Timing } from './preferences.ts'
import * as queries from './queries.ts'

export interface TellingEvent {
  readonly id: string
  readonly type: string
  readonly payload: Readonly<Record<string, unknown>>
  /** `<kind>:<id>`. */
  readonly actor: string
}

interface RecipientRow extends Omit<Grant, 'agencyId'>, Timing {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly channels: Partial<Matrix> | null
  readonly locale: string
}

interface PlaceRow {
  readonly agencyName: string
  readonly siteName: string | null
  readonly clientId: string | null
  readonly slug: string | null
}

interface Told {
  readonly person: RecipientRow
  readonly title: string
  readonly body: string
  readonly path: string
  /** Of the mail, if there is one; undefined for at once. */
  readonly dueAt: Date | undefined
  readonly byMail: boolean
  readonly inApp: boolean
}

/** What an example is made of happened to nobody. */
const seedActor = 'job:seed'

export async function notify(ctx: Context, tx: TenantTx, event: TellingEvent, type: NotificationType): Promise<void> {
  if (isPlatform(tx) || event.actor === seedActor) return
  const [rows, place] = await Promise.all([
    tx.rows<RecipientRow>(queries.listRecipients),
    tx.row<PlaceRow>(queries.findPlace, [tx.agencyId, tx.siteId]),
  ])
  const people = listConcerned(rows, tx, { permission: type.permission, clientId: place!.clientId })
  const told = people
    .filter(({ userId }) => event.actor !== `user:${userId}`)
    .map((person) => tell(person, { event, type, place: place!, now: tx.now }))
    .filter(({ byMail, inApp }) => byMail || inApp)
  if (told.length === 0) return
  const added = await tx.rows<{ userId: string }>(queries.addNotifications, [
    JSON.stringify(told.map((one) => toRow(one, { event, type, tx }))),
  ])
  const fresh = new Set(added.map(({ userId }) => userId))
  const atOnce = told.filter(({ person, byMail, dueAt }) => byMail && !dueAt && fresh.has(person.userId))
  const kind = lockedCategories.includes(type.category) ? 'notification.alert' : 'notification.single'
  for (const { person, title, body, path } of atOnce)
    await sendMailTo(tx, kind, {
      recipient: person.email,
      locale: person.locale,
      zone: person.zone,
      facts: { name: person.name, title, body, link: ctx.links.app(path) },
      onceFor: `event:${event.id}`,
      via: ctx,
    })
}

/** By the one rule; a person who belongs to the agency in several ways is told once. */
function listConcerned(
  rows: readonly RecipientRow[],
  { agencyId, siteId }: TenantTx,
  { permission, clientId }: { permission: string; clientId: string | null },
): RecipientRow[] {
  const byPerson = Map.groupBy(rows, ({ userId }) => userId)
  return [...byPerson].flatMap(([userId, own]) => {
    const grants = own.map((row) => ({ ...row, agencyId }))
    const may = can({ kind: 'user', userId, grants }, permission, { agencyId, siteId, clientId })
    return may ? own.slice(0, 1) : []
  })
}

interface Cause {
  readonly event: TellingEvent
  readonly type: NotificationType
  readonly place: PlaceRow
  readonly now: Date
}

function tell(person: RecipientRow, { event, type, place, now }: Cause): Told {
  const { language } = chooseLocale(person.locale, type.words)
  const words = type.words[language as keyof typeof type.words] // chosen among them
  const said = { place: place.siteName ?? place.agencyName }
  const { app: inApp, mail } = toMatrix(person.channels)[type.category]
  // What one person's account holds keeps nobody else from being told.
  const byMail = mail && isAddress(person.email)
  const isLocked = lockedCategories.includes(type.category)
  return {
    person,
    title: fillPlaces(event.type, words.title, said),
    body: fillPlaces(event.type, words.body, said),
    path: place.slug === null ? type.path : `/sites/${place.slug}${type.path}`,
    byMail,
    inApp,
    dueAt: byMail && !isLocked ? mailDueAt(now, person) : undefined,
  }
}

function toRow(
  { person, title, body, path, dueAt, inApp }: Told,
  { event, type, tx }: { event: TellingEvent; type: NotificationType; tx: TenantTx },
): object {
  const [entity] = Object.values(event.payload)
  return {
    user_id: person.userId,
    id: tx.newId(),
    event_id: event.id,
    type: event.type,
    category: type.category,
    title,
    body,
    path,
    actor: event.actor,
    entity_id: typeof entity === 'string' ? entity : null,
    group_key: `${tx.siteId}:${event.type}`,
    in_app: inApp,
    created_at: tx.now,
    mail_due_at: dueAt ?? null,
  }
}

/** What was gathered for a person in an agency, as one mail of it. */
export function sendDigest(ctx: Context, { userId }: { userId: string }): Promise<void> {
  return ctx.transaction(async (tx) => {
    const due = await tx.rows<{ id: string; title: string; body: string; path: string }>(queries.takeDue, [
      userId,
      tx.now,
    ])
    const person = (await tx.rows<RecipientRow>(queries.listRecipients)).find((row) => row.userId === userId)
    if (due.length === 0 || !person) return
    const items = due.map(({ title, body, path }) => ({ title, text: body, url: ctx.links.app(path) }))
    await sendMailTo(tx, 'notification.digest', {
      recipient: person.email,
      locale: person.locale,
      zone: person.zone,
      facts: { name: person.name, count: due.length, items, link: ctx.links.app('/notifications') },
      onceFor: `digest:${due.at(-1)!.id}`,
      via: ctx,
    })
  })
}
