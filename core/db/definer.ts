/**
 * Functions that pass row security, made in one way: they belong to a role that serves no request, pin their search path, and
 * are run by those that are named, never by everybody.
 */

/** Behind the name and what it returns. */
export const definer = 'language plpgsql security definer set search_path = pg_catalog, pg_temp'

export interface Definer {
  /** Qualified, with the types of its arguments: `dramac.find_site(text)`. */
  readonly signature: string
  readonly create: string
  readonly owner?: string
  readonly callers: string
}

/** The owner needs the right to create in the schema until these have run. */
export const renderDefiner = ({ signature, create, owner = 'dramac_search', callers }: Definer): string[] => [
  create,
  `alter function ${signature} owner to ${owner}`,
  `revoke execute on function ${signature} from public`,
  `grant execute on function ${signature} to ${callers}`,
]
