/** Bytes are features: over budget there is no build. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Compressed bytes of what was built. */
export interface Weights {
  readonly embed: number
  /** By module: boot, widget and its static imports. */
  readonly frames: Readonly<Record<string, number>>
  readonly dashboard: number
  /** By module: what its screens add to the shell. */
  readonly screens: Readonly<Record<string, number>>
}

interface Budgets {
  readonly 'embed.js': { readonly brotli: number }
  readonly frame: { readonly brotli: number; readonly documentAllowance: number }
  readonly dashboard: { readonly gzip: number }
  readonly screens: { readonly gzip: number }
}

/** Lines of a table; throws with the same lines when anything is over. */
export function checkBudgets(root: string, weights: Weights): string[] {
  const budgets = JSON.parse(readFileSync(join(root, 'cdn/sizes.json'), 'utf8')) as Budgets // ours
  const frameBudget = budgets.frame.brotli - budgets.frame.documentAllowance
  const rows: [what: string, bytes: number, budget: number][] = [
    ['embed.js (brotli)', weights.embed, budgets['embed.js'].brotli],
    ...Object.entries(weights.frames).map(([slug, bytes]): [string, number, number] => [
      `frame of ${slug} (brotli)`,
      bytes,
      frameBudget,
    ]),
    ['dashboard (gzip)', weights.dashboard, budgets.dashboard.gzip],
    ...Object.entries(weights.screens).map(([slug, bytes]): [string, number, number] => [
      `screens of ${slug} (gzip)`,
      bytes,
      budgets.screens.gzip,
    ]),
  ]
  const lines = rows.map(
    ([what, bytes, budget]) => `${bytes > budget ? 'OVER ' : '     '}${what}: ${bytes} of ${budget} bytes`,
  )
  if (rows.some(([, bytes, budget]) => bytes > budget)) throw new Error(`over budget:\n${lines.join('\n')}`)
  return lines
}
