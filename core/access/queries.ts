import type { Statement } from '../db/tx.ts'

const columns = `agency_id as "agencyId", client_id as "clientId", site_id as "siteId", slug, granted_agency as "grantedAgency",
  granted_client as "grantedClient", granted_site as "grantedSite", role, permissions`

export const listSiteGrants: Statement = {
  name: 'grants_of_site',
  text: `select ${columns} from dramac.list_site_grants($1, $2)`,
}

export const listAgencyGrants: Statement = {
  name: 'grants_of_agency',
  text: `select ${columns} from dramac.list_agency_grants($1, $2)`,
}

export const listUserGrants: Statement = {
  text: `select agency_id as "agencyId", slug, name, state, granted_client as "clientId", granted_site as "siteId", role, permissions
         from dramac.list_user_grants($1)`,
}

export const findHome: Statement = {
  text: 'select agency_id as "agencyId", site_id as "siteId" from dramac.find_home($1)',
}

/** What sets the context says all. */
export const nothing: Statement = { name: 'nothing', text: 'select' }
