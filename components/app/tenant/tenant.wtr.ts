import { assert, expect, waitUntil } from '@open-wc/testing'
import { html, LitElement, render } from 'lit'
import { DmError } from '@dramac/contract/wire/errors'
import { ResourceCache } from '../resource.ts'
import './define.ts'
import { choosePlace, type TenantSession } from './tenant.ts'
import { TenantController } from './tenant-controller.ts'
import type { AgencyChangeEvent, DmTenant, SiteChangedEvent, SiteChangeEvent } from './tenant-provider.ts'
import { TenantList, TenantQuery, type Page } from './tenant-query.ts'

const session: TenantSession = {
  user: { id: 'u1', name: 'Nora North', email: 'nora@northwind.test' },
  agencies: [
    { id: 'a1', slug: 'northwind', name: 'Northwind', state: 'active', role: 'owner', permissions: ['clients:read'] },
    { id: 'a2', slug: 'tide', name: 'Tide', state: 'active', role: 'member', permissions: [] },
  ],
  sites: [
    { id: 's1', slug: 'harbor', name: 'Harbor', agencyId: 'a1', permissions: ['keys:read'] },
    { id: 's2', slug: 'pier', name: 'Pier', agencyId: 'a1', permissions: [] },
    { id: 's3', slug: 'reef', name: 'Reef', agencyId: 'a2', permissions: [] },
  ],
}

/** Says what it knows; asks for a list of the active site, which the test answers. */
class DmProbe extends LitElement {
  readonly tenant = new TenantController(this)
  readonly cache = new ResourceCache()
  readonly asked: { of: string; answer: (text: string) => void; signal: AbortSignal }[] = []
  readonly query = new TenantQuery<string>(this, {
    of: 'site',
    tenant: this.tenant,
    cache: () => this.cache,
    name: () => 'list',
    ask: ({ slug }, signal) => new Promise((answer) => this.asked.push({ of: slug, answer, signal })),
    tags: ['lists'],
  })
  /** Everything that was ever drawn. */
  readonly drawn: string[] = []

  override render() {
    this.drawn.push(`${this.tenant.site?.slug ?? 'none'}: ${this.query.data ?? 'nothing'}`)
    return html`${this.drawn.at(-1)}`
  }
}
customElements.define('dm-probe', DmProbe)

let pages: Page<string>[] = []
class DmListProbe extends LitElement {
  readonly tenant = new TenantController(this)
  readonly cache = new ResourceCache()
  readonly list = new TenantList<string, 'agency'>(this, {
    of: 'agency',
    tenant: this.tenant,
    cache: () => this.cache,
    name: () => 'rows',
    ask: async ({ slug }, cursor) => pages.shift() ?? { data: [`${slug} ${cursor ?? 'start'}`], nextCursor: null },
    tags: [],
  })
  override render() {
    return html`${this.list.data?.data.join(' ')}`
  }
}
customElements.define('dm-list-probe', DmListProbe)

const stage = () => document.querySelector<HTMLElement>('#stage')!
const show = (template: unknown) => render(template, stage())
const providers = () => [...stage().querySelectorAll<DmTenant>('dm-tenant')]
const probes = () => [...stage().querySelectorAll<DmProbe>('dm-probe')]
const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('dm-tenant', () => {
  beforeEach(() => {
    localStorage.removeItem('test-place')
    pages = []
    const div = document.createElement('div')
    div.id = 'stage'
    document.body.append(div)
  })
  afterEach(() => stage().remove())

  it('tells those below of agency, site, person and what they may do', async () => {
    show(html`<dm-tenant .session=${session}><dm-probe></dm-probe></dm-tenant>`)
    await settle()
    const [{ tenant }] = probes() as [DmProbe]
    expect(tenant.site?.slug).to.equal('harbor')
    expect(tenant.agency?.slug).to.equal('northwind')
    expect([tenant.user?.name, tenant.role, tenant.isOwner, tenant.isAdmin]).to.eql(['Nora North', 'owner', true, true])
    expect([tenant.can('keys:read'), tenant.can('clients:read'), tenant.can('keys:write')]).to.eql([true, true, false])
    expect([tenant.hasRole('member', 'owner'), tenant.hasRole('client')]).to.eql([true, false])
    assert.equal(tenant.switchAgency('tide'), true)
    await settle()
    expect([tenant.site?.slug, tenant.role, tenant.isAdmin, tenant.can('clients:read')]).to.eql([
      'reef',
      'member',
      false,
      false,
    ])
  })

  it('never shows what belongs to the site before, however late it arrives', async () => {
    show(html`<dm-tenant .session=${session}><dm-probe></dm-probe></dm-tenant>`)
    await settle()
    const [probe] = probes() as [DmProbe]
    const [first] = probe.asked
    probe.tenant.switchSite('pier')
    await settle()
    assert.deepEqual(
      probe.asked.map(({ of, signal }) => [of, signal.aborted]),
      [
        ['harbor', true],
        ['pier', false],
      ],
    )
    first!.answer('of harbor')
    await settle()
    probe.asked[1]!.answer('of pier')
    await waitUntil(() => probe.drawn.at(-1) === 'pier: of pier')
    const takeBack = probe.query.mutate(() => 'changed on pier')
    probe.tenant.switchSite('harbor')
    await settle()
    takeBack()
    await settle()
    assert.equal(probe.drawn.at(-1), 'harbor: nothing')
    assert.deepEqual(
      probe.drawn.filter((line) => /harbor: .*pier|pier: .*harbor/.test(line)),
      [],
    )
  })

  it('drops what was asked for a site when there is none any more', async () => {
    show(html`<dm-tenant .session=${session}><dm-probe></dm-probe></dm-tenant>`)
    await settle()
    const [probe] = probes() as [DmProbe]
    providers()[0]!.site = 'of-nobody'
    await settle()
    probe.asked[0]!.answer('of harbor')
    await settle()
    assert.equal(probe.drawn.at(-1), 'none: nothing')
    assert.equal(probe.query.isLoading, false)
  })

  it('goes on with a list, and drops a further page of the agency before', async () => {
    pages = [{ data: ['one'], nextCursor: 'c1' }]
    show(html`<dm-tenant .session=${session}><dm-list-probe></dm-list-probe></dm-tenant>`)
    await settle()
    const probe = stage().querySelector('dm-list-probe') as DmListProbe // as rendered
    const text = () => probe.shadowRoot!.textContent?.trim()
    await probe.list.more()
    await settle()
    assert.equal(text(), 'one northwind c1')
    pages = [{ data: ['two'], nextCursor: 'c2' }]
    await probe.list.load()
    const going = probe.list.more()
    probe.tenant.switchAgency('tide')
    await going
    await settle()
    assert.equal(text(), 'tide start')
  })

  it('tells before a switch, which can be prevented, and after it', async () => {
    show(html`<dm-tenant .session=${session}><dm-probe></dm-probe></dm-tenant>`)
    await settle()
    const heard: string[] = []
    stage().addEventListener('dm-site-changed', (event) =>
      heard.push(`changed to ${(event as SiteChangedEvent).site?.slug}`),
    )
    stage().addEventListener('dm-site-change', (event) => {
      const { site, previous } = event as SiteChangeEvent // of that name
      heard.push(`${previous?.slug} to ${site.slug}`)
      if (site.slug === 'reef') event.preventDefault()
    })
    const [{ tenant }] = probes() as [DmProbe]
    assert.equal(tenant.switchSite('reef'), false)
    await settle()
    assert.equal(tenant.site?.slug, 'harbor')
    assert.equal(tenant.switchSite('pier'), true)
    await settle()
    assert.equal(tenant.switchSite('of-nobody'), false)
    assert.equal(tenant.switchSite('pier'), true)
    assert.deepEqual(heard, ['harbor to reef', 'harbor to pier', 'changed to pier'])
    stage().addEventListener('dm-agency-change', (event) => {
      heard.push((event as AgencyChangeEvent).agency.slug)
      event.preventDefault()
    })
    assert.equal(tenant.switchAgency('tide'), false)
    assert.equal(heard.at(-1), 'tide')
  })

  it('keeps several providers of one page apart', async () => {
    show(
      html`<dm-tenant .session=${session}><dm-probe></dm-probe></dm-tenant>
        <dm-tenant .session=${session} site="pier"><dm-probe></dm-probe></dm-tenant>`,
    )
    await settle()
    const slugs = () => probes().map(({ tenant }) => tenant.site?.slug)
    assert.deepEqual(slugs(), ['harbor', 'pier'])
    probes()[0]!.tenant.switchSite('reef')
    await settle()
    assert.deepEqual(slugs(), ['reef', 'pier'])
  })

  it('remembers the choice under its name, and an address wins over it', async () => {
    const open = (site?: string) =>
      html`<dm-tenant .session=${session} .site=${site} remember="test-place"><dm-probe></dm-probe></dm-tenant>`
    show(open())
    await settle()
    probes()[0]!.tenant.switchSite('pier')
    await settle()
    show(html``)
    show(open())
    await settle()
    assert.equal(probes()[0]!.tenant.site?.slug, 'pier')
    show(open('reef'))
    await settle()
    assert.deepEqual([probes()[0]!.tenant.site?.slug, probes()[0]!.tenant.agency?.slug], ['reef', 'tide'])
    show(html``)
    localStorage.setItem('test-place', 'no JSON')
    show(open())
    await settle()
    assert.equal(probes()[0]!.tenant.site?.slug, 'harbor')
  })

  it('loads the session itself, says that it fails, and the latest answer counts', async () => {
    const answers: ((session: TenantSession | Error) => void)[] = []
    const load = () =>
      new Promise<TenantSession>((resolve, reject) =>
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
      )
    show(html`<dm-tenant .load=${load}><dm-probe></dm-probe></dm-tenant>`)
    await settle()
    const [{ tenant }] = probes() as [DmProbe]
    assert.equal(tenant.loading, true)
    answers[0]!(new DmError('NETWORK_ERROR', 'offline'))
    await settle()
    expect([tenant.loading, (tenant.error as DmError).reason]).to.eql([false, 'offline'])
    void tenant.refresh()
    void tenant.refresh()
    answers[2]!(session)
    await settle()
    answers[1]!({ ...session, sites: [] })
    await settle()
    expect([tenant.loading, tenant.error, tenant.sites.length]).to.eql([false, undefined, 3])
  })

  it('hides from who is no admin, and where no site is, what is for those alone', async () => {
    show(
      html`<dm-tenant .session=${session}>
        <dm-is-admin
          ><p id="admins">a</p>
          <p id="others" slot="otherwise">b</p></dm-is-admin
        >
        <dm-require-site
          ><p id="site">c</p>
          <p id="none" slot="otherwise">d</p></dm-require-site
        >
      </dm-tenant>`,
    )
    const seen = () =>
      ['admins', 'others', 'site', 'none'].filter((id) => stage().querySelector(`#${id}`)!.checkVisibility())
    await settle()
    assert.deepEqual(seen(), ['admins', 'site'])
    providers()[0]!.agency = 'tide'
    await settle()
    assert.deepEqual(seen(), ['others', 'site'])
    providers()[0]!.site = 'of-nobody'
    await settle()
    assert.deepEqual(seen(), ['others', 'none'])
  })

  it('leaves an element without a provider with nothing', async () => {
    show(html`<dm-probe></dm-probe>`)
    await settle()
    const [{ tenant, drawn }] = probes() as [DmProbe]
    expect([tenant.can('keys:read'), tenant.isAdmin, tenant.switchSite('pier')]).to.eql([false, false, false])
    assert.deepEqual(drawn, ['none: nothing'])
  })

  it('chooses a site of the agency that is named, the remembered one first', () => {
    const places = { agencies: session.agencies, sites: session.sites }
    const slugs = (...[wish, kept]: [object, object]) => {
      const { agency, site } = choosePlace(places, wish, kept)
      return [agency?.slug, site?.slug]
    }
    assert.deepEqual(slugs({ agency: 'northwind' }, { site: 'pier' }), ['northwind', 'pier'])
    assert.deepEqual(slugs({ agency: 'tide' }, { site: 'pier' }), ['tide', 'reef'])
    assert.deepEqual(slugs({}, { agency: 'tide' }), ['tide', 'reef'])
    assert.deepEqual(slugs({ site: 'of-nobody' }, { site: 'pier' }), [undefined, undefined])
  })
})
