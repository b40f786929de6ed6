import { assert, expect } from '@open-wc/testing'
import { sendKeys, setViewport } from '@web/test-runner-commands'
import { DmError } from '@dramac/contract/wire/errors'
import { choose, clearStage, findAll, findNamed, focused, says, textOf, until } from '../../app/test/stage.ts'
import { createMemoryApi, offline, type Answer } from '../test/memory-api.ts'
import { showEntry } from '../test/show-entry.ts'
import { listMisfits, session, type Look } from '../test/show-page.ts'
import './define.ts'
import type { DmEntry } from './entry.ts'
import type { Invitation } from './invitation-facts.ts'
import { DmSignIn } from './sign-in.ts'

DmSignIn.define('dm-sign-in')

const open: Invitation = {
  agencyName: 'Northwind Studio',
  inviterName: 'Nora North',
  role: 'member',
  roleName: 'Member',
  email: 'sam@harbor.test',
  state: 'open',
  hasAccount: false,
  signedInAs: null,
}
const inspect = 'POST /v1/invitations/inspect'
const accept = 'POST /v1/invitations/accept'

async function show(facts: Partial<Invitation>, answers: Record<string, Answer> = {}, look: Look = {}) {
  const memory = createMemoryApi({ [inspect]: () => ({ ...open, ...facts }), ...answers })
  const element = document.createElement('dm-entry') as DmEntry
  element.page = 'invitation'
  return { memory, ...(await showEntry(element, memory, { look, parts: { token: 't1' } })) }
}

beforeEach(() => setViewport({ width: 900, height: 900 }))
afterEach(() => {
  clearStage()
  document.querySelectorAll('dm-entry').forEach((one) => one.remove())
})

describe('an invitation', () => {
  it('makes an account of a name and a password, under the brand of the agency', async () => {
    const { entered } = await show(
      {},
      {
        [accept]: (body) => {
          assert.deepEqual(body, { token: 't1', name: 'Sam Sea', password: 'harbour lamp tangerine 7' })
          return session
        },
      },
    )
    await says('Join Northwind Studio')
    await says('Nora North invites you as Member.')
    await until(() => focused()?.id === 'name', 'the name has the focus')
    await sendKeys({ type: 'Sam Sea' })
    await sendKeys({ press: 'Tab' })
    await sendKeys({ type: 'harbour lamp tangerine 7' })
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'in')
  })

  it('of somebody with an account asks them to sign in, and accepts what they came for', async () => {
    let signedInAs: string | null = null
    const { entered, memory } = await show(
      {},
      {
        [inspect]: () => ({ ...open, hasAccount: true, signedInAs }),
        'POST /v1/session': () => ((signedInAs = open.email), session),
        [accept]: () => session,
      },
    )
    await choose('Sign in to accept')
    await says('Sign in to join Northwind Studio.')
    await until(() => focused()?.id === 'password', 'the password has the focus')
    assert.equal((findAll('#email')[0] as HTMLInputElement).value, 'sam@harbor.test')
    await sendKeys({ type: 'demo' })
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'in')
    assert.deepEqual(memory.asked, [inspect, 'POST /v1/session', inspect, accept])
  })

  it('of whoever is signed in is accepted by one press', async () => {
    const { entered } = await show({ hasAccount: true, signedInAs: open.email }, { [accept]: () => session })
    await says('Accept invitation')
    await until(() => focused()?.textContent?.trim() === 'Accept invitation', 'the button has the focus')
    await sendKeys({ press: 'Enter' })
    await until(() => entered.length === 1, 'in')
  })

  it('of somebody else names both accounts and does nothing until one is chosen', async () => {
    let signedInAs: string | null = 'nora@northwind.test'
    const { memory, element } = await show(
      {},
      { [inspect]: () => ({ ...open, signedInAs }), 'DELETE /v1/session': () => ((signedInAs = null), null) },
    )
    let isOut = false
    element.addEventListener('dm-signed-out', () => (isOut = true))
    await says('This is for another account')
    expect(textOf()).to.include('sam@harbor.test').and.include('nora@northwind.test')
    assert.equal(findNamed('Stay signed in')?.getAttribute('href'), '/')
    assert.deepEqual(memory.asked, [inspect])
    await choose('Sign out and use the invited account')
    await says('Create account and join')
    assert.isTrue(isOut)
  })

  it('that somebody else was faster with says what it is now', async () => {
    let state: Invitation['state'] = 'open'
    await show(
      {},
      {
        [inspect]: () => ({ ...open, hasAccount: true, signedInAs: open.email, state }),
        [accept]: () => {
          state = 'revoked'
          throw new DmError('GONE', 'identity.invitation_revoked')
        },
      },
    )
    await choose('Accept invitation')
    await says('This invitation was withdrawn')
  })

  it('that has expired is asked for anew', async () => {
    const { memory } = await show({ state: 'expired' }, { 'POST /v1/invitations/renew': () => ({}) })
    await says('This invitation has expired')
    memory.failNext(offline)
    await choose('Ask for a new invitation')
    await says('We could not reach the server.')
    await choose('Ask for a new invitation')
    await says('We have asked for you')
    expect(textOf()).to.include('sam@harbor.test')
  })

  it('that was accepted or withdrawn, or never was, says so', async () => {
    for (const [state, text] of [
      ['accepted', 'You have joined already'],
      ['revoked', 'This invitation was withdrawn'],
    ] as const) {
      const { element } = await show({ state })
      await says(text)
      element.remove()
    }
    await show({}, { [inspect]: () => Promise.reject(new DmError('NOT_FOUND', 'identity.invitation_unknown')) })
    await says('This link no longer works')
  })

  for (const theme of ['light', 'dark'] as const)
    it(`has nothing that axe would find in any of its states, in ${theme}, and fits 320 pixels from right to left`, async () => {
      for (const facts of [
        {},
        { hasAccount: true },
        { hasAccount: true, signedInAs: open.email },
        { signedInAs: 'nora@northwind.test' },
        { state: 'expired' },
        { state: 'accepted' },
      ] as const) {
        await setViewport({ width: 320, height: 640 })
        const { element } = await show(facts, {}, { theme, language: 'ar' })
        await until(() => findAll('h1[data-step]:not([data-step=looking])').length === 1, 'drawn')
        await expect(element).to.be.accessible()
        assert.deepEqual(listMisfits(), [])
        element.remove()
      }
    })
})
