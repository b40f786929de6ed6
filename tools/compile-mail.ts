/**
 * `node tools/compile-mail.ts`: makes `core/mail/layout/pieces.ts` of `mail.mjml`. What mail programs need of
 * markup is mjml's knowledge; at run time there are only pieces of text with places in them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { root } from './run-program.ts'

/** A CommonJS package without types of its own, as far as we use it. */
type Compile = (
  source: string,
  options: { fonts: object; keepComments: boolean; validationLevel: 'skip' },
) => Promise<{ html: string }>
const mjml2html: Compile = createRequire(import.meta.url)('mjml')

const target = join(root, 'core/mail/layout/pieces.ts')

export async function compileMail(): Promise<string> {
  const source = readFileSync(join(root, 'core/mail/layout/mail.mjml'), 'utf8')
  // No font is fetched for reading a mail; colours are places, which the validator takes for none.
  const { html } = await mjml2html(source, { fonts: {}, keepComments: true, validationLevel: 'skip' })
  const [open = '', ...rest] = turnWithLanguage(html).split('<!-- piece:')
  const pieces = [['open', open], ...rest.map(cut)].map(([name, text]) => [name, squeeze(text!)])
  const text = `/** Made of mail.mjml by tools/compile-mail.ts. */\nexport const pieces = ${JSON.stringify(Object.fromEntries(pieces))}\n`
  return format(text, { ...(await resolveConfig(target)), parser: 'typescript' })
}

const cut = (part: string): [name: string, text: string] => {
  const end = part.indexOf(' -->')
  return [part.slice(0, end), part.slice(end + 4)]
}

const turnWithLanguage = (html: string): string =>
  html
    .replaceAll('align="left"', 'align="[[start]]"')
    .replaceAll('text-align:left', 'text-align:[[start]]')
    .replaceAll('direction:ltr', 'direction:[[dir]]')

const squeeze = (html: string): string => html.replace(/\s*\n\s*/g, '\n').replace(/^\n+|(?<=\n)\n+/g, '')

if (import.meta.main) writeFileSync(target, await compileMail())
