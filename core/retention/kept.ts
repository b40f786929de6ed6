/** How long what is kept; data, which super admins read and the sweep obeys. */
export const kept = {
  requests: { days: 30, label: 'Log of requests, since they were made' },
  idempotency: { days: null, label: 'Answers for repeated requests, to their own end' },
  sessions: { days: null, label: 'Sessions, to their own end' },
  spent: { days: null, label: 'Links of mail, to their own end' },
  errors: { days: 90, label: 'Groups of errors, since they were last seen' },
  jobs: { days: 90, label: 'Jobs that failed for good, since they did' },
} as const satisfies Record<string, { readonly days: number | null; readonly label: string }>
