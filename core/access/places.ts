/**
 * Where something stands: a site, an agency itself, or the platform. All three are a pair of identities, so events, audit, mail
 * and jobs of an agency are kept, isolated and delivered as a site's are.
 */
import type { Tenant } from '../context.ts'

const nobody = '00000000-0000-0000-0000-000000000000'

/** The platform's own rows: signing up and in, super admins' doings. */
export const platformPlace: Tenant = { agencyId: nobody, siteId: nobody }

/** The agency's own rows stand under its own identity. */
export const agencyPlace = (agencyId: string): Tenant => ({ agencyId, siteId: agencyId })

export const isPlatform = ({ agencyId }: Pick<Tenant, 'agencyId'>): boolean => agencyId === nobody
export const isAgency = ({ agencyId, siteId }: Tenant): boolean => agencyId === siteId
