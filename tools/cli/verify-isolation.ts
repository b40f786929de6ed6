/** Proves on the running database that no tenant reaches another's rows, table by table. */
import { verifyIsolation as verify } from '@dramac/core/db/verify-isolation'
import { readConfig } from '@dramac/server/config/env'
import pg from 'pg'
import { findConnection } from './find-connection.ts'

/** @throws Error when a table leaks, or could not be tried. */
export async function verifyIsolation({ table }: Readonly<Record<string, string | undefined>>): Promise<void> {
  const client = new pg.Client({ connectionString: await findConnection(readConfig(), 'owner') })
  await client.connect()
  try {
    const verdicts = await verify(client, table)
    for (const { table: name, verdict, detail } of verdicts) console.log(`${verdict.padEnd(9)} ${name}  (${detail})`)
    const bad = verdicts.filter(({ verdict }) => verdict !== 'isolated')
    if (bad.length > 0)
      throw new Error(`${bad.length} of ${verdicts.length} tables are not proved to keep tenants apart.`)
    console.log(`${verdicts.length} tables keep tenants apart.`)
  } finally {
    await client.end()
  }
}
