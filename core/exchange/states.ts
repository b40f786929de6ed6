/** The ways of an export and of an import: who may move one, from where, and the event it leaves. */
import type { StateMachine } from '@dramac/contract/manifest'

const byJob = (event: string, permission: string) => ({ event, permission, internal: true })

export const exportStates = {
  initial: ['queued'],
  states: ['queued', 'running', 'ready', 'failed', 'expired'],
  transitions: {
    // From running too: a worker that was killed left it so.
    start: { from: ['queued', 'running'], to: 'running', ...byJob('core.export.started', 'data:export') },
    finish: { from: ['running'], to: 'ready', ...byJob('core.export.completed', 'data:export') },
    fail: { from: ['queued', 'running'], to: 'failed', ...byJob('core.export.failed', 'data:export') },
    expire: { from: ['ready', 'failed'], to: 'expired', ...byJob('core.export.expired', 'data:export') },
  },
} as const satisfies StateMachine

export const importStates = {
  initial: ['checking', 'applying'],
  states: ['checking', 'checked', 'refused', 'applying', 'applied', 'failed', 'expired'],
  transitions: {
    startCheck: { from: ['checking'], to: 'checking', ...byJob('core.import.started', 'data:import') },
    check: { from: ['checking'], to: 'checked', ...byJob('core.import.checked', 'data:import') },
    refuse: { from: ['checking'], to: 'refused', ...byJob('core.import.refused', 'data:import') },
    apply: { from: ['checked', 'failed'], to: 'applying', permission: 'data:import', event: 'core.import.requested' },
    startApply: { from: ['applying'], to: 'applying', ...byJob('core.import.begun', 'data:import') },
    finish: { from: ['applying'], to: 'applied', ...byJob('core.import.applied', 'data:import') },
    fail: { from: ['applying'], to: 'failed', ...byJob('core.import.failed', 'data:import') },
    expire: {
      from: ['checking', 'checked', 'refused', 'applied', 'failed'],
      to: 'expired',
      ...byJob('core.import.expired', 'data:import'),
    },
  },
} as const satisfies StateMachine
