import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ControlFile {
  /** Made with the cluster, kept by its copies. */
  readonly systemId: string
  /** Of the last checkpoint: a new one begins with each recovery to a point in time. */
  readonly timeline: number
}

/** The head of `global/pg_control`, which has stood in this place since PostgreSQL 9.3. */
export function readControlFile(data: string): ControlFile {
  const bytes = readFileSync(join(data, 'global', 'pg_control'))
  return { systemId: bytes.readBigUInt64LE(0).toString(), timeline: bytes.readUInt32LE(48) }
}
