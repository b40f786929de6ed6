import type { Request } from 'express'

export const requestIdOf = (request: Request): string => (request as Request & { id: string }).id // set by the first handler
