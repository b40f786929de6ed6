/** A module as core runs it: its manifest and the functions that the manifest names. */
import type { Manifest } from '@dramac/contract/manifest'
import type { Context } from '../context.ts'
import type { NotificationType } from '../notifications/notification-type.ts'
import type { Audience, Category, MailContent } from '../mail/mail-type.ts'

/** The caller's input has passed the manifest's schema before it gets here. */
export type Operation = (ctx: Context, input: never) => Promise<unknown>

export interface ModuleServer {
  readonly actions: Readonly<Record<string, Operation>>
  readonly reads: Readonly<Record<string, Operation>>
  /** `transition` of an entity, where a move means more than the move. */
  readonly transitions?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly jobs: Readonly<Record<string, Operation>>
  /** First data and first HTML of a widget's frame. */
  readonly widgets: Readonly<Record<string, WidgetStart>>
  /** The mail that it sends, by name, with an example of each. */
  readonly mails?: Readonly<Record<string, ModuleMail>>
  /** Which of its events people are told of, by the event's type. */
  readonly notifications?: Readonly<Record<string, NotificationType>>
  /** Example data of a fresh demonstration site; `random` gives 0 up to 1, the same ones for the same seed. */
  readonly demo?: (ctx: Context, random: () => number) => Promise<void>
}

export interface ModuleMail {
  readonly audience: Audience
  readonly category: Category
  readonly sample: (locale: string) => MailContent
}

export interface WidgetStart {
  load(ctx: Context, props: Readonly<Record<string, string>>, locale: string): Promise<FirstPaint>
}

export interface FirstPaint {
  /** Given to the widget in its document. */
  readonly data: object
  /** Escaped HTML shown until the widget runs. */
  readonly html: string
  readonly css: string
}

export interface Module {
  readonly manifest: Manifest
  readonly server: ModuleServer
}

/** Names that manifest and functions do not share; a module with any is refused at start. */
export function listMismatches({ manifest, server }: Module): string[] {
  const pairs = [
    ['actions', manifest.actions, server.actions],
    ['reads', manifest.reads, server.reads],
    ['jobs', manifest.jobs, server.jobs],
    ['widgets', manifest.widgets, server.widgets],
  ] as const
  return pairs.flatMap(([kind, declared, given]) => [
    ...Object.keys(declared)
      .filter((name) => !Object.hasOwn(given, name))
      .map((name) => `${kind}.${name} is declared but not given`),
    ...Object.keys(given)
      .filter((name) => !Object.hasOwn(declared, name))
      .map((name) => `${kind}.${name} is given but not declared`),
  ])
}
