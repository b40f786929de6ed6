import { describe, expect, it } from 'vitest'
import { chooseAccount, type Candidate } from './sign-in.ts'

const account = (userId: string, realm: Candidate['realm'], passwordHash: string | null): Candidate => ({
  userId,
  realm,
  passwordHash,
})

/** Counts instead of measuring: the work is what takes the time. */
async function work(candidates: readonly Candidate[], given: { password: string; realm?: 'staff' | 'portal' }) {
  let hashes = 0
  const chosen = await chooseAccount(candidates, given, async (stored, password) => {
    hashes += 1
    return stored === password
  })
  return { hashes, chosen: chosen?.userId }
}

describe('whose password it is', () => {
  const known = [account('ada', 'staff', 'right')]
  const both = [account('ada', 'staff', 'right'), account('ada at one', 'portal', 'other')]

  it('costs as much for an address that nobody has as for one that somebody has', async () => {
    for (const candidates of [[], known, both, [account('no password', 'staff', null)]]) {
      expect((await work(candidates, { password: 'wrong' })).hashes).toBe(2)
      expect((await work(candidates, { password: 'wrong', realm: 'staff' })).hashes).toBe(1)
    }
    expect((await work(both, { password: 'right' })).hashes).toBe(2)
  })

  it('is the staff account’s first, then the one portal’s that it fits', async () => {
    expect((await work(both, { password: 'right' })).chosen).toBe('ada')
    expect((await work(both, { password: 'other' })).chosen).toBe('ada at one')
    expect((await work(both, { password: 'wrong' })).chosen).toBeUndefined()
  })

  it('is nobody’s when it fits in two portals', async () => {
    const twice = [account('one', 'portal', 'same'), account('two', 'portal', 'same')]
    expect((await work(twice, { password: 'same' })).chosen).toBeUndefined()
  })
})
