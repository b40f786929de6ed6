/** Secret keys of a site, for programs. Shown once, kept as a hash, recognisable by their prefix. */
import { DmError } from '@dramac/contract/wire/errors'
import { keyPrefix, type KeyMode } from '@dramac/contract/wire/names'
import type { Context, Tenant } from '../context.ts'
import type { Database } from '../db/database.ts'
import * as queries from './queries.ts'
import { hashSecret, newLabel } from './secrets.ts'

export interface KnownKey extends Tenant {
  readonly id: string
  readonly mode: KeyMode
  readonly permissions: readonly string[]
}

export async function findApiKey(db: Database, secret: string): Promise<KnownKey | undefined> {
  return db.user(null, (tx) => tx.row<KnownKey>(queries.findApiKey, [hashSecret(secret)]))
}

export interface NewApiKey {
  readonly label: string
  readonly mode: KeyMode
  readonly permissions: readonly string[]
}

export async function createApiKey(ctx: Context, { label, mode, permissions }: NewApiKey) {
  const secret = keyPrefix.secret[mode] + newLabel(40)
  const prefix = `${secret.slice(0, keyPrefix.secret[mode].length + 4)}…`
  const createdAt = ctx.now()
  return ctx.transaction(async (tx, emit) => {
    const id = tx.newId()
    const row = [tx.agencyId, tx.siteId, id, label, prefix, hashSecret(secret), mode, [...permissions], createdAt]
    await tx.run(queries.insertApiKey, row)
    await emit('core.key.created', { keyId: id })
    return {
      id,
      label,
      prefix,
      mode,
      permissions,
      createdAt: createdAt.toISOString(),
      lastUsedAt: null,
      revokedAt: null,
      secret,
    }
  })
}

export function listApiKeys(ctx: Context): Promise<object[]> {
  return ctx.transaction((tx) => tx.rows<object>(queries.listApiKeys, [tx.agencyId, tx.siteId]))
}

export async function revokeApiKey(ctx: Context, id: string): Promise<void> {
  await ctx.transaction(async (tx, emit) => {
    const revoked = await tx.run(queries.revokeApiKey, [tx.agencyId, tx.siteId, id, ctx.now()])
    if (revoked === 0) throw new DmError('NOT_FOUND', 'identity.key_unknown')
    await emit('core.key.revoked', { keyId: id })
  })
}
