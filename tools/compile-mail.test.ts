import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileMail } from './compile-mail.ts'

it('the pieces that mails are put together of are those of the layout', async () => {
  expect(readFileSync('core/mail/layout/pieces.ts', 'utf8')).toBe(await compileMail())
})
