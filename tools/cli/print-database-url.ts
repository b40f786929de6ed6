import { readConfig } from '@dramac/server/config/env'
import { UsageError } from './command.ts'
import { findConnection } from './find-connection.ts'

const roles = ['owner', 'app', 'worker', 'admin'] as const

/** @throws Error when no installation was started here, or its database does not run now. */
export async function printDatabaseUrl({ role = 'owner' }: { readonly role?: string | undefined }): Promise<void> {
  if (!roles.some((known) => known === role))
    throw new UsageError(`--role is one of ${roles.join(', ')}, not "${role}".`)
  console.log(await findConnection(readConfig(), role))
}
