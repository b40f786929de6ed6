/**
 * Pools and transactions. A tenant's transaction is BEGIN, set_tenant_context and its statements in
 * one pipelined batch; the context is local to the transaction, so a pooled connection carries none.
 */
import type { Socket } from 'node:net'
import pg from 'pg'
import type { Statement, SqlValue, Tx } from './tx.ts'

/** Who a transaction acts for. The database itself verifies that this principal may act there. */
export interface Scope {
  readonly kind: 'user' | 'key' | 'visitor' | 'job' | 'founder' | 'door'
  /** The user, the key or the site key; the others have none. */
  readonly id: string | null
  readonly agencyId: string
  readonly siteId: string | null
}

export interface Database {
  /** A transaction in one tenant, under row security. */
  tenant<R>(scope: Scope, work: (tx: Tx) => Promise<R>): Promise<R>
  /** Looks without changing: the result is given before the transaction's end is confirmed. */
  look<R>(scope: Scope, work: (tx: Tx) => Promise<R>): Promise<R>
  /** Looks for longer, and sees the tenant as it was at its first statement, whatever others write meanwhile. */
  snapshot<R>(scope: Scope, work: (tx: Tx) => Promise<R>): Promise<R>
  /** One statement in one tenant: a single round trip. */
  read<Row>(scope: Scope, statement: Statement, values?: readonly SqlValue[]): Promise<Row[]>
  /** A transaction of one signed-in user over their own rows: sessions, memberships. */
  user<R>(userId: string | null, work: (tx: Tx) => Promise<R>): Promise<R>
  close(): Promise<void>
}

const setTenant: Statement = { name: 'set_tenant', text: 'select dramac.set_tenant_context($1, $2, $3, $4)' }
const setUser: Statement = { name: 'set_user', text: 'select dramac.set_user_context($1)' }

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === 1184) return (text: string) => new Date(text).toISOString()
    if (oid === 20) return toInteger
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

function toInteger(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

export interface PoolOptions {
  readonly url: string
  readonly max?: number
  /** Shown in pg_stat_activity. */
  readonly name: string
  /** After which a statement is given up. */
  readonly statementSeconds?: number
}

export function createPool({ url, max = 10, name, statementSeconds = 15 }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    types,
    pipeline: true,
    options: `-c TimeZone=UTC -c statement_timeout=${statementSeconds}s -c idle_in_transaction_session_timeout=20000`,
  } as pg.PoolConfig) // pipeline is newer than the types
  pool.on('error', () => {}) // an idle connection that broke is replaced by the pool; the next query says so
  // One that breaks between two statements of a transaction has no other listener, and would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

export function createDatabase(pool: pg.Pool): Database {
  return {
    tenant: (scope, work) => transact(pool, [setTenant, scopeValues(scope)], work),
    look: (scope, work) => look(pool, { context: [setTenant, scopeValues(scope)] }, work),
    snapshot: (scope, work) =>
      look(
        pool,
        { context: [setTenant, scopeValues(scope)], begins: 'begin isolation level repeatable read read only' },
        work,
      ),
    user: (userId, work) => transact(pool, [setUser, [userId]], work),
    async read<Row>(scope: Scope, statement: Statement, values: readonly SqlValue[] = []) {
      const client = await pool.connect()
      sendTogether(client)
      const sent = [
        client.query('begin'),
        send(client, setTenant, scopeValues(scope)),
        send(client, statement, values),
        client.query('commit'),
      ]
      const answers = await Promise.allSettled(sent)
      const failed = answers.find((answer) => answer.status === 'rejected')
      client.release(isBroken(failed?.reason))
      if (failed) throw failed.reason
      return (await sent[2])!.rows as Row[]
    },
    close: () => pool.end(),
  }
}

/** A transaction of a pool that needs no tenant: administration, jobs' bookkeeping. */
export function transactPlain<R>(pool: pg.Pool, work: (tx: Tx) => Promise<R>): Promise<R> {
  return transact(pool, undefined, work)
}

/** The rest of the transaction stands in another place; the database proves that it may. */
export async function enterPlace(tx: Tx, scope: Scope): Promise<void> {
  await tx.run(setTenant, scopeValues(scope))
}

const scopeValues = ({ kind, id, agencyId, siteId }: Scope): readonly SqlValue[] => [kind, id, agencyId, siteId]

function send(client: pg.PoolClient, { text, name }: Statement, values: readonly SqlValue[] = []) {
  return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })
}

type ContextCall = readonly [Statement, readonly SqlValue[]]

interface Opening {
  readonly context?: ContextCall
  readonly begins?: string
}

/** BEGIN and the context, sent but not waited for: the first statements follow in the same packet. */
function begin(client: pg.PoolClient, { context, begins = 'begin' }: Opening): { tx: Tx; opening: Promise<unknown> } {
  sendTogether(client)
  const opening = Promise.all([client.query(begins), ...(context ? [send(client, ...context)] : [])])
  opening.catch(() => {}) // awaited with the first result; here it must not count as unhandled
  return { tx: openTx(client, opening), opening }
}

/** What is sent until this turn ends travels in one packet: a system call costs more than the protocol. */
function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection // pg's own, not in its types
  stream.cork()
  process.nextTick(() => stream.uncork())
}

async function look<R>(pool: pg.Pool, opens: Opening, work: (tx: Tx) => Promise<R>): Promise<R> {
  const client = await pool.connect()
  const { tx, opening } = begin(client, opens)
  try {
    const result = await work(tx)
    await opening
    return result
  } finally {
    // Nothing was changed, so nobody needs to wait for the end; the connection does, before it is used again.
    client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}

async function transact<R>(pool: pg.Pool, context: ContextCall | undefined, work: (tx: Tx) => Promise<R>): Promise<R> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { tx, opening } = begin(client, context ? { context } : {})
    try {
      const result = await work(tx)
      await opening
      const { command } = await client.query('commit')
      // A statement that failed unheard leaves a transaction that can only roll back.
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back by an earlier failure')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure))
      throw error
    }
  } catch (error) {
    if (isBroken(error)) broken = error as Error // only passed on to the pool
    throw error
  } finally {
    client.release(broken)
  }
}

function openTx(client: pg.PoolClient, opening: Promise<unknown>): Tx {
  // The context's own failure explains every later one, so it is reported first.
  const ask = async (statement: Statement, values?: readonly SqlValue[]) => {
    const sent = send(client, statement, values)
    sent.catch(() => {}) // reported below, behind the opening
    await opening
    return sent
  }
  return {
    rows: async <Row>(statement: Statement, values?: readonly SqlValue[]) =>
      (await ask(statement, values)).rows as Row[],
    row: async <Row>(statement: Statement, values?: readonly SqlValue[]) =>
      (await ask(statement, values)).rows[0] as Row | undefined,
    run: async (statement, values) => (await ask(statement, values)).rowCount ?? 0,
  }
}

/** A connection is given up when the server or the network ended it, never for a refused statement. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && !('severity' in error && (error as { severity?: string }).severity === 'ERROR')
    ? 'severity' in error || 'errno' in error || /connection/i.test(error.message)
    : false
}
