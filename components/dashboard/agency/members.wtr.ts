import { assert, expect } from '@open-wc/testing'
import { setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import '../test/show-page.ts'
import './define.ts'
import { createMemoryApi, type MemoryApi } from '../test/memory-api.ts'
import { choose, clearStage, findAll, findNamed, says, textOf, typeInto, until } from '../../app/test/stage.ts'
import { listMisfits, showAgencyPage, type AgencyLook } from '../test/show-page.ts'
import type { DmMembers } from './members.ts'
import type { DmRoles } from './roles.ts'
import type { Member } from './rows.ts'

const base = '/v1/agencies/northwind'
const permissions = ['agency:read', 'members:read', 'members:write', 'roles:write', 'clients:read', 'sites:read']

const member = (change: Partial<Member> = {}): Member => ({
  userId: 'u2',
  name: 'Mia Moore',
  email: 'mia@northwind.test',
  role: 'member',
  roleId: null,
  roleName: null,
  clientIds: ['c1'],
  siteIds: [],
  lastSeenAt: '2026-05-04T10:00:00Z',
  hasSecondFactor: true,
  ...change,
})

const page = (...data: unknown[]) => ({ data, nextCursor: null })
const own = {
  id: 'r1',
  slug: 'desk',
  name: 'Front desk',
  isSystem: false,
  permissions: ['site:read'],
  members: 0,
  version: 1,
}
const admin = {
  id: null,
  slug: 'admin',
  name: 'Admin',
  isSystem: true,
  permissions: ['clients:write'],
  members: 1,
  version: 0,
}

const serve = (): MemoryApi =>
  createMemoryApi({
    [`GET ${base}/members`]: () =>
      page(member(), member({ userId: 'u1', name: 'Nora North', role: 'owner', clientIds: [] })),
    [`GET ${base}/invitations`]: () =>
      page({ id: 'i1', email: 'new@northwind.test', role: 'admin', roleId: null, expiresAt: '2099-01-01T00:00:00Z' }),
    [`GET ${base}/roles`]: () => page(admin, own),
    [`GET ${base}/permissions`]: () =>
      page(
        { name: 'site:read', label: 'See the site', of: 'site' },
        { name: 'clients:write', label: 'Write clients', of: 'agency' },
        { name: 'ask:read', label: 'Read questions', of: 'site' },
      ),
    [`GET ${base}/clients`]: () => page({ id: 'c1', name: 'Harbor Ltd' }),
    [`GET ${base}/sites`]: () => page({ id: 's1', name: 'Harbor Salon', clientName: 'Harbor Ltd' }),
  })
const show = (memory: MemoryApi, look: AgencyLook = {}) =>
  showAgencyPage<DmMembers>('dm-members', memory, { permissions, ...look })
const isClosed = () => until(() => findAll('dialog').length === 0, 'the dialog is gone')

describe('dm-members', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)

  it('says who may do what and where, who was seen when, and who is invited', async () => {
    await show(serve())
    await says('new@northwind.test')
    expect(textOf()).to.match(/Mia Moore .*Member .*Clients: 1, sites: 0 .*last seen May 4, 2026/)
    expect(textOf()).to.match(/Nora North\s+you .*Owner .*Whole agency/)
    expect(textOf()).to.include('Two steps')
  })

  it('invites to some clients and sites alone, and an admin to all of it', async () => {
    const memory = serve()
    const { toasts } = await show(memory)
    await says('new@northwind.test')
    await choose('Invite member')
    await choose('Send invitation')
    await says('Fill in an email address.')
    typeInto(findAll('#email')[0]!, 'desk@northwind.test')
    await until(() => findAll('#role option').length === 5, 'own roles too')
    typeInto(findAll('#role')[0]!, 'custom:r1')
    await until(() => findAll('#siteIds input').length === 1, 'the places')
    findAll('#siteIds input')[0]!.click()
    const bodies: unknown[] = []
    memory.answers.set(`POST ${base}/invitations`, (body) => {
      bodies.push(body)
      return {}
    })
    await choose('Send invitation')
    await isClosed()
    await choose('Invite member')
    await until(() => findAll('#email').length > 0, 'the form')
    typeInto(findAll('#email')[0]!, 'boss@northwind.test')
    typeInto(findAll('#role')[0]!, 'admin')
    await until(() => findAll('#siteIds').length === 0, 'no places')
    await choose('Send invitation')
    await isClosed()
    assert.deepEqual(bodies, [
      { email: 'desk@northwind.test', role: 'custom', roleId: 'r1', clientIds: [], siteIds: ['s1'] },
      { email: 'boss@northwind.test', role: 'admin', clientIds: [], siteIds: [] },
    ])
    assert.deepEqual(toasts, ['Invitation sent to desk@northwind.test.', 'Invitation sent to boss@northwind.test.'])
  })

  it('gives no role above one’s own', async () => {
    await show(serve(), { role: 'admin' })
    await says('new@northwind.test')
    await choose('Invite member')
    await until(() => findAll('#role option').length > 0, 'the roles')
    assert.notInclude(
      findAll('#role option').map((one) => one.textContent?.trim()),
      'Owner',
    )
  })

  it('changes a role, and removes after a question; the last owner stays', async () => {
    const memory = serve()
    const { toasts } = await show(memory)
    await until(() => findAll('.trigger').length === 2, 'the menus')
    findNamed('Actions for Mia Moore')!.click()
    findNamed('Change role and access')!.click()
    await until(() => findAll('#clientIds input').length === 1, 'the form')
    assert.equal((findAll('#clientIds input')[0] as HTMLInputElement).checked, true)
    typeInto(findAll('#role')[0]!, 'admin')
    memory.answers.set(`PATCH ${base}/members/u2`, (body) => {
      assert.deepEqual(body, { role: 'admin', clientIds: [], siteIds: [] })
      return {}
    })
    await choose('Save')
    await isClosed()
    findNamed('Actions for Nora North')!.click()
    findAll('.action.danger:popover-open, [popover]:popover-open .danger')[0]!.click()
    await says('Remove Nora North?')
    memory.failNext(new DmError('CONFLICT', 'core.last_owner'))
    findAll('dm-dialog .danger')[0]!.click()
    await says('An agency needs an owner.')
    memory.answers.set(`DELETE ${base}/members/u1`, () => null)
    findAll('dm-dialog .danger')[0]!.click()
    await isClosed()
    assert.deepEqual(toasts, ['Mia Moore saved.', 'Nora North removed.'])
  })

  it('sends an invitation again, and revokes it after a question', async () => {
    const memory = serve()
    memory.answers.set(`POST ${base}/invitations/i1/resend`, () => ({}))
    memory.answers.set(`DELETE ${base}/invitations/i1`, () => null)
    const { toasts } = await show(memory)
    await choose('Send again new@northwind.test')
    await until(() => toasts.length === 1, 'the word of it')
    await choose('Revoke new@northwind.test')
    await says('The link in the mail no longer works.')
    await choose('Revoke')
    await isClosed()
    assert.deepEqual(toasts, [
      'Invitation sent to new@northwind.test.',
      'The invitation of new@northwind.test was revoked.',
    ])
  })

  it('only shows to who may not change, and nothing to who may not look', async () => {
    await show(serve(), { permissions: ['members:read'], role: 'member' })
    await says('Mia Moore')
    assert.equal(findNamed('Invite member'), undefined)
    assert.equal(findAll('.trigger').length, 0)
    assert.notInclude(textOf(), 'new@northwind.test')
    clearStage()
    await show(serve(), { permissions: [] })
    await says('You do not have access')
  })

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing that axe would find, list and form, in ${theme}`, async () => {
      const { page: element } = await show(serve(), { theme })
      await says('new@northwind.test')
      await expect(element).to.be.accessible()
      await choose('Invite member')
      await until(() => findAll('#siteIds input').length === 1, 'the places')
      await expect(element).to.be.accessible()
    })
  }

  it('fits 320 pixels from right to left, with targets of 44', async () => {
    await setViewport({ width: 320, height: 640 })
    await show(serve(), { language: 'ar' })
    await says('new@northwind.test')
    assert.deepEqual(listMisfits(), [])
    findAll('.head .button')[0]!.click()
    await until(() => findAll('#email').length === 1, 'the form')
    assert.deepEqual(listMisfits(), [])
  })
})

describe('dm-roles', () => {
  beforeEach(() => setViewport({ width: 1000, height: 800 }))
  afterEach(clearStage)
  const open = (look: AgencyLook = {}) => {
    const memory = serve()
    return { memory, shown: showAgencyPage<DmRoles>('dm-roles', memory, { permissions, ...look }) }
  }

  it('says in words what each role may do, and makes, changes and deletes own ones alone', async () => {
    const { memory } = open()
    await says('Front desk')
    assert.equal(findNamed('Edit Admin'), undefined)
    await choose('New role')
    await until(() => findAll('#permissions input').length === 3, 'the permissions')
    typeInto(findAll('#name')[0]!, 'Assistant')
    findAll('input[value="clients:write"]')[0]!.click()
    memory.answers.set(`POST ${base}/roles`, (body) => {
      assert.deepEqual(body, { name: 'Assistant', permissions: ['clients:write'] })
      return {}
    })
    await choose('Create role')
    await isClosed()
    await choose('Delete Front desk')
    memory.failNext(new DmError('CONFLICT', 'core.still_referred_to'))
    await choose('Delete')
    await says('It is still in use')
  })

  it('has nothing that axe would find, and fits 320 pixels from right to left', async () => {
    await setViewport({ width: 320, height: 640 })
    const { shown } = open({ language: 'ar' })
    const { page: element } = await shown
    await says('Front desk')
    findAll('summary')[0]!.click()
    assert.deepEqual(listMisfits(), [])
    await expect(element).to.be.accessible()
  })
})
