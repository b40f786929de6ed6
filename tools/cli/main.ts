/** `npm run dramac -- <command>`: what an operator does from a terminal. Mistyped answers 2, not possible 1. */
import { parseArgs } from 'node:util'
import { UsageError, type Command } from './command.ts'
import { listOwnBackups, makeBackup, verifyOwnBackup } from './backup.ts'
import { createAgency } from './create-agency.ts'
import { restore } from './restore.ts'
import { makeSuperAdmin } from './make-super-admin.ts'
import { printDatabaseUrl } from './print-database-url.ts'
import { verifyIsolation } from './verify-isolation.ts'

const commands: readonly Command[] = [
  {
    words: 'agency create',
    usage: 'agency create --name <agency> --email <owner> [--site <business>] [--zone <zone>]',
    says: 'makes an agency, its owner and a first site in the running installation',
    options: ['name', 'email', 'site', 'zone'],
    run: createAgency,
  },
  {
    words: 'backup list',
    usage: 'backup list',
    says: 'lists the backups of the embedded database, and how far its log reaches',
    options: [],
    run: listOwnBackups,
  },
  {
    words: 'backup verify',
    usage: 'backup verify [--from <backup>]',
    says: 'restores a backup (the newest) aside, reads every row of it and throws it away',
    options: ['from'],
    run: verifyOwnBackup,
  },
  {
    words: 'backup',
    usage: 'backup [--to <folder>] [--label <words>]',
    says: 'backs up the running embedded database; everything written from then on can be restored to any instant',
    options: ['to', 'label'],
    run: makeBackup,
  },
  {
    words: 'restore',
    usage: 'restore --from <backup> [--at <instant>|latest]',
    says: 'puts a backup in the place of the stopped database, brought to an instant; what was there is kept aside',
    options: ['from', 'at'],
    run: restore,
  },
  {
    words: 'platform admin',
    usage: 'platform admin --email <address>',
    says: 'makes a person of the running installation a super admin',
    options: ['email'],
    run: makeSuperAdmin,
  },
  {
    words: 'db url',
    usage: 'db url [--role owner|app]',
    says: 'prints a connection string of the running local database',
    options: ['role'],
    run: printDatabaseUrl,
  },
  {
    words: 'isolation verify',
    usage: 'isolation verify [--table <schema.table>]',
    says: 'writes as one tenant and reads as another, in every table; nothing of it stays',
    options: ['table'],
    run: verifyIsolation,
  },
]

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) {
    console.log(describeUsage())
    return 0
  }
  try {
    const command = commands.find(({ words }) => `${args.join(' ')} `.startsWith(`${words} `))
    if (!command) throw new UsageError(`There is no command "${args.join(' ')}".`)
    await command.run(readOptions(command, args.slice(command.words.split(' ').length)))
    return 0
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    console.error(error instanceof UsageError ? `${message}\n\n${describeUsage()}` : message)
    return error instanceof UsageError ? 2 : 1
  }
}

function readOptions({ options }: Command, args: string[]): Record<string, string | undefined> {
  const declared: Record<string, { type: 'string' }> = {}
  for (const name of options) declared[name] = { type: 'string' }
  try {
    return { ...parseArgs({ args, options: declared }).values }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function describeUsage(): string {
  const lines = commands.map(({ usage, says }) => `  ${usage}\n      ${says}`)
  return ['usage: npm run dramac -- <command>', '', ...lines].join('\n')
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
