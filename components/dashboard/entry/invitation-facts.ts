/** What the server says of an invitation to whoever holds its link. */
export interface Invitation {
  readonly agencyName: string
  readonly inviterName: string
  readonly role: string
  readonly roleName: string
  readonly email: string
  readonly state: 'open' | 'expired' | 'accepted' | 'revoked'
  /** Of the address that was invited. */
  readonly hasAccount: boolean
  readonly signedInAs: string | null
}
