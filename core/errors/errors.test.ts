import { describe, expect, it } from 'vitest'
import { describeError } from './describe-error.ts'
import { redact } from './redact.ts'

describe('what an error says', () => {
  it.each([
    ['mail of ada.lovelace@example.com bounced', 'mail of [e-mail] bounced'],
    ['Bearer abc.def is no good', 'Bearer [secret] is no good'],
    ['password=hunter2 refused', 'password=[secret] refused'],
    ['{"token":"abc123"}', '{[text]:[secret]'],
    ['key dm_sk_live_abcdef0123', 'key [secret]'],
    ['GET https://user:pw@host/path?x=1 failed', 'GET [address] failed'],
    ['row 01890a5d-ac96-774b-bcce-b302099a8057 is gone', 'row [id] is gone'],
    ['connect ECONNREFUSED 10.0.0.3:5432', 'connect ECONNREFUSED [address]'],
    ['call +49 170 1234567 now', 'call [number] now'],
    ['Unexpected token \'<\', "Ada L" is not valid JSON', 'Unexpected token [text], [text] is not valid JSON'],
  ])('%s -> %s', (said, shown) => expect(redact(said)).toBe(shown))
})

describe('the fingerprint of an error', () => {
  const stack = (line: number, file = '/srv/dramac/core/mail/send-mail.ts') =>
    `Error: x\n    at parse (node:url:1:2)\n    at async sendMail (file://${file}:${line}:7)\n    at run (/srv/dramac/node_modules/x/y.js:1:1)`
  const of = (message: string, at = stack(10)) =>
    describeError({ surface: 'job', name: 'TypeError', message, stack: at })

  it('is the same for other people, other lines and another folder', () => {
    expect(of('no mail for a@b.de')).toMatchObject({ frames: ['sendMail core/mail/send-mail.ts'] })
    expect(of('no mail for c@d.de', stack(99)).id).toBe(of('no mail for a@b.de').id)
    expect(of('x', stack(1, '/other/core/mail/send-mail.ts')).id).toBe(of('x').id)
  })

  it('differs by kind, by place, and by its words where there is no place of ours', () => {
    expect(of('x', stack(1, '/srv/core/mail/queue-mail.ts')).id).not.toBe(of('x').id)
    expect(of('one', '').id).not.toBe(of('two', '').id)
    expect(describeError({ surface: 'http', name: 'TypeError', message: 'x', stack: stack(10) }).id).not.toBe(
      of('x').id,
    )
  })
})
