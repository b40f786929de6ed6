/** Parts of a page for some alone. They decide what is seen; what may be done is decided by the server. */
import { css, html, nothing } from 'lit'
import { DmElement } from '../../ui/element.ts'
import { TenantController } from './tenant-controller.ts'

const guardStyle = css`
  :host {
    display: contents;
  }
`

/**
 * @summary Shows what stands in it while a site is active.
 * @element dm-require-site
 * @slot - What needs a site.
 * @slot otherwise - What is shown where there is none.
 */
export class DmRequireSite extends DmElement {
  static override styles = guardStyle
  readonly #tenant = new TenantController(this)

  override render() {
    if (this.#tenant.site) return html`<slot></slot>`
    return this.#tenant.loading ? nothing : html`<slot name="otherwise"></slot>`
  }
}

/**
 * @summary Shows what stands in it to owners and admins of the active agency.
 * @element dm-is-admin
 * @slot - What only they see.
 * @slot otherwise - What the others see.
 */
export class DmIsAdmin extends DmElement {
  static override styles = guardStyle
  readonly #tenant = new TenantController(this)

  override render() {
    if (this.#tenant.isAdmin) return html`<slot></slot>`
    return this.#tenant.loading ? nothing : html`<slot name="otherwise"></slot>`
  }
}
