/** What the pages of an agency share: which one it is, what may be done there, its words and its addresses. */
import type { ReactiveElement } from 'lit'
import { Speech } from '../../app/area-words.ts'
import type { AppWords } from '../../app/problem-words.ts'
import type { TenantAgency } from '../../app/tenant/tenant.ts'
import { TenantController } from '../../app/tenant/tenant-controller.ts'
import { TenantList, type Page } from '../../app/tenant/tenant-query.ts'
import { TenantQuery } from '../../app/tenant/tenant-query.ts'
import type { Query } from '../../app/api.ts'
import type { Words } from '../../app/words.ts'
import type { DeskApp } from '../site-app.ts'
import { agencyWords, type AgencyMessage } from './agency-words.ts'

export type AgencyWords = Words<AgencyMessage> & Pick<AppWords, 'reasons'>

const reasons: Readonly<Record<string, AgencyMessage>> = {
  'core.plan_limit': 'problemPlanLimit',
  'core.slug_taken': 'problemSlugTaken',
  'core.role_above_yours': 'problemRoleAbove',
  'core.last_owner': 'problemLastOwner',
  'core.agency_suspended': 'problemSuspended',
}

export interface Listing {
  /** Below the agency's address; undefined: nothing to ask, or no right to. */
  path(): string | undefined
  query?(): Query
  readonly tags: readonly string[]
}

type Host = ReactiveElement & { readonly app: DeskApp }

export class AgencyDesk {
  readonly tenant: TenantController
  readonly #host: Host
  readonly #speech: Speech<AgencyMessage>
  #words: AgencyWords | undefined
  #spoken: Words<AgencyMessage> | undefined

  constructor(host: Host) {
    this.#host = host
    this.tenant = new TenantController(host)
    this.#speech = new Speech(host, agencyWords, () => host.app.words.locale)
  }

  get words(): AgencyWords {
    const { words } = this.#speech
    if (this.#words && this.#spoken === words) return this.#words
    this.#spoken = words
    const said = Object.fromEntries(Object.entries(reasons).map(([reason, message]) => [reason, words.say(message)]))
    return (this.#words = { ...words, reasons: said })
  }

  /** A page of an agency is shown only where there is one. */
  get agency(): TenantAgency {
    return this.tenant.agency!
  }

  /** While the agency is suspended nobody changes anything. */
  may(permission: string): boolean {
    const { agency } = this.tenant
    const isReading = permission.endsWith(':read')
    return (
      agency !== undefined && (isReading || agency.state !== 'suspended') && agency.permissions.includes(permission)
    )
  }

  path(...segments: string[]): string {
    return ['/v1/agencies', this.agency.slug, ...segments].join('/')
  }

  /** Everything that shows one of these is asked again. */
  invalidate(...tags: readonly string[]): void {
    for (const tag of tags) this.#host.app.cache.invalidate(tag)
  }

  list<Row>({ path, query = () => ({}), tags }: Listing): TenantList<Row, 'agency'> {
    return new TenantList<Row, 'agency'>(this.#host, {
      of: 'agency',
      tenant: this.tenant,
      cache: () => this.#host.app.cache,
      name: () => {
        const at = path()
        return at === undefined ? undefined : `${at}?${JSON.stringify(query())}`
      },
      ask: ({ slug }, cursor, signal) =>
        this.#host.app.api.get<Page<Row>>(`/v1/agencies/${slug}/${path()}`, { query: { ...query(), cursor }, signal }),
      tags: [...tags, 'agency'],
    })
  }

  record<Row>({ path, tags }: Listing): TenantQuery<Row, 'agency'> {
    return new TenantQuery<Row, 'agency'>(this.#host, {
      of: 'agency',
      tenant: this.tenant,
      cache: () => this.#host.app.cache,
      name: path,
      ask: ({ slug }, signal) =>
        this.#host.app.api.get<Row>(['/v1/agencies', slug, path()].filter(Boolean).join('/'), { signal }),
      tags: [...tags, 'agency'],
    })
  }
}
