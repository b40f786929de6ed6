/** Codes on paper for whoever lost their phone: each opens once. */
import type { TenantTx } from '../db/tx.ts'
import type { Desk } from './desk.ts'
import * as factors from './factor-queries.ts'
import { newLabel } from './secrets.ts'

const amount = 10

/** New ones take the place of all there were. Shown now and never again. */
export async function replaceRecoveryCodes(tx: TenantTx, desk: Desk, userId: string): Promise<string[]> {
  const codes = Array.from({ length: amount }, () => newLabel(10))
  await tx.run(factors.deleteRecoveryCodes, [userId])
  await tx.run(factors.insertRecoveryCodes, [userId, codes.map((code) => hashOf(desk, userId, code)), tx.now])
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`)
}

export async function useRecoveryCode(
  tx: TenantTx,
  desk: Desk,
  { userId, code }: { userId: string; code: string },
): Promise<boolean> {
  const plain = code.toLowerCase().replaceAll(/[^a-z2-7]/g, '')
  return (await tx.run(factors.useRecoveryCode, [userId, hashOf(desk, userId, plain), tx.now])) === 1
}

/** Fifty bits are few for a hash that anyone could compute: this one needs the installation's secret. */
const hashOf = ({ shared }: Desk, userId: string, code: string): Buffer =>
  shared.sealer.digest('recovery-code', `${userId} ${code}`)
