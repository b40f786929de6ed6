import { describe, expect, it } from 'vitest'
import { mailDueAt, toMatrix } from './preferences.ts'

const due = (now: string, timing: Partial<Parameters<typeof mailDueAt>[1]>) =>
  mailDueAt(new Date(now), {
    digest: 'off',
    quietFrom: null,
    quietTo: null,
    zone: 'Europe/Berlin',
    ...timing,
  })?.toISOString()
const night = { quietFrom: '22:00', quietTo: '07:00' }

describe('a mail about what happened', () => {
  it('comes at once to who keeps no hours', () => expect(due('2027-01-11T23:00:00Z', {})).toBeUndefined())

  it('waits for the end of quiet hours, over midnight too, in the zone of its reader', () => {
    expect(due('2027-01-11T21:30:00Z', night)).toBe('2027-01-12T06:00:00.000Z')
    expect(due('2027-01-12T05:59:00Z', night)).toBe('2027-01-12T06:00:00.000Z')
    expect(due('2027-01-12T06:00:00Z', night)).toBeUndefined()
    expect(due('2027-01-12T11:30:00Z', { quietFrom: '12:00', quietTo: '13:00' })).toBe('2027-01-12T12:00:00.000Z')
    expect(due('2027-01-11T21:30:00Z', { ...night, zone: 'America/New_York' })).toBeUndefined()
  })

  it('is gathered until eight in the morning, of a week until Monday', () => {
    expect(due('2027-01-12T06:59:00Z', { digest: 'daily' })).toBe('2027-01-12T07:00:00.000Z')
    expect(due('2027-01-12T07:00:00Z', { digest: 'daily' })).toBe('2027-01-13T07:00:00.000Z')
    expect(due('2027-01-11T07:00:00Z', { digest: 'weekly' })).toBe('2027-01-18T07:00:00.000Z')
  })

  it('knows days of 23 hours', () =>
    expect(due('2027-03-28T00:30:00Z', { quietFrom: '00:00', quietTo: '02:30' })).toBe('2027-03-28T01:30:00.000Z'))
})

describe('channels', () => {
  it('of what is locked are not chosen', () =>
    expect(toMatrix({ security: { app: false, mail: false }, site: { app: false, mail: false } })).toMatchObject({
      security: { app: true, mail: true },
      site: { app: false, mail: false },
    }))
})
