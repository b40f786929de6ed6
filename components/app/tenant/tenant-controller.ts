/** What an element below a `dm-tenant` knows of it. Its host is drawn anew whenever that changes. */
import { ContextConsumer } from '@lit/context'
import type { ReactiveElement } from 'lit'
import type { TenantAgency, TenantSite, TenantUser } from './tenant.ts'
import { tenantContext, type Tenant } from './tenant-context.ts'

const admins: readonly string[] = ['owner', 'admin']

export class TenantController {
  readonly #consumer: ContextConsumer<typeof tenantContext, ReactiveElement>

  constructor(host: ReactiveElement) {
    this.#consumer = new ContextConsumer(host, { context: tenantContext, subscribe: true })
  }

  /** Undefined where no provider is above. */
  get #tenant(): Tenant | undefined {
    return this.#consumer.value
  }

  get agency(): TenantAgency | undefined {
    return this.#tenant?.agency
  }

  get site(): TenantSite | undefined {
    return this.#tenant?.site
  }

  get user(): TenantUser | undefined {
    return this.#tenant?.session?.user
  }

  /** In the active agency. */
  get role(): string | undefined {
    return this.agency?.role
  }

  get agencies(): readonly TenantAgency[] {
    return this.#tenant?.session?.agencies ?? []
  }

  /** Of all agencies. */
  get sites(): readonly TenantSite[] {
    return this.#tenant?.session?.sites ?? []
  }

  get loading(): boolean {
    return this.#tenant?.loading ?? false
  }

  get error(): unknown {
    return this.#tenant?.error
  }

  switchSite(slug: string): boolean {
    return this.#tenant?.switchSite(slug) ?? false
  }

  switchAgency(slug: string): boolean {
    return this.#tenant?.switchAgency(slug) ?? false
  }

  async refresh(): Promise<void> {
    await this.#tenant?.refresh()
  }

  hasRole(...roles: readonly string[]): boolean {
    return this.role !== undefined && roles.includes(this.role)
  }

  /** On the active site, or in the whole agency. For what to show: the server decides what may be done. */
  can(permission: string): boolean {
    const { agency, site } = this
    return [agency, site].some((place) => place?.permissions.includes(permission))
  }

  get isAdmin(): boolean {
    return this.hasRole(...admins)
  }

  get isOwner(): boolean {
    return this.hasRole('owner')
  }
}
