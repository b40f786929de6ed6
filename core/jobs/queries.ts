import type { Statement } from '../db/tx.ts'

export const addJob: Statement = { name: 'job_add', text: 'select dramac.add_job($1, $2, $3, $4, $5)' }

export const removeJob: Statement = { name: 'job_remove', text: 'select dramac.remove_job($1)' }
