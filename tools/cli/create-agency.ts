/** The first people of an empty installation: an agency, its owner and one client's site with every module. */
import { keyPrefix } from '@dramac/contract/wire/names'
import { toSlug } from '@dramac/core/agencies/to-slug'
import { createPool, transactPlain } from '@dramac/core/db/database'
import { hashPassword } from '@dramac/core/identity/passwords'
import { newLabel } from '@dramac/core/identity/secrets'
import { isZone } from '@dramac/core/kernels/schedule/zones'
import { createSite, type NewSite } from '@dramac/core/sites/create-site'
import { readConfig } from '@dramac/server/config/env'
import { loadModules } from '@dramac/server/load-modules'
import { UsageError } from './command.ts'
import { findConnection } from './find-connection.ts'

type Options = Readonly<Record<string, string | undefined>>

/** @throws Error when no installation runs here, or a name or an address is taken. */
export async function createAgency(options: Options): Promise<void> {
  const { name, email, site, zone } = readOptions(options)
  const config = readConfig()
  const pool = createPool({ url: await findConnection(config, 'admin'), name: 'dramac cli', max: 1 })
  try {
    const modules = [...(await loadModules(config.root)).values()].map(({ manifest }) => manifest)
    const password = newLabel(20)
    const made: NewSite = {
      agency: { slug: toSlug(name), name },
      client: { slug: toSlug(site), name: site },
      site: { slug: toSlug(site), name: site, zone, locale: 'en' },
      key: { key: keyPrefix.public.live + newLabel(24), frameLabel: newLabel(12), mode: 'live' },
      people: [{ email, name, passwordHash: await hashPassword(password), role: 'owner' }],
      modules: modules.map(({ slug, version }) => ({ slug, version })),
    }
    await transactPlain(pool, (tx) => createSite(tx, made, new Date()))
    console.log(
      `${name} is there, with the site ${site}. Sign in at ${config.origins.app}\n` +
        `  E-mail    ${email}\n  Password  ${password}   (shown only now)`,
    )
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string } // only read
    if (code !== '23505') throw error
    throw new Error(`${constraint === 'users_email_key' ? email : `${name} or ${site}`} is there already.`, {
      cause: error,
    })
  } finally {
    await pool.end()
  }
}

function readOptions({ name, email, site = name, zone = Intl.DateTimeFormat().resolvedOptions().timeZone }: Options) {
  if (!name || !site || !toSlug(name) || !toSlug(site)) throw new UsageError('--name is what the agency is called.')
  if (!email || !/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError('--email is the address of its owner.')
  if (!isZone(zone)) throw new UsageError(`--zone is a time zone like Europe/Berlin, not "${zone}".`)
  return { name, email, site, zone }
}
