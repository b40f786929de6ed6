/** `npm run check`: types, lint, format and the rules of this repository, side by side. */
import { globSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { endWithPrograms, root, runProgram } from './run-program.ts'

export interface CheckResult {
  readonly name: string
  /** One a line; none when all is well. */
  readonly problems: readonly string[]
  /** Worth knowing, and no reason to fail. */
  readonly notes?: readonly string[]
}

type Program = [name: string, args: string[]]

const programs: Program[] = [
  [
    'types',
    [
      'node_modules/typescript/bin/tsc',
      '-p',
      '.',
      '--incremental',
      '--tsBuildInfoFile',
      '.cache/types.tsbuildinfo',
      '--pretty',
      'false',
    ],
  ],
  [
    'lint',
    ['node_modules/oxlint/bin/oxlint', '-c', '.oxlintrc.json', '--type-aware', '--format', 'unix', '--deny-warnings'],
  ],
  [
    'format',
    [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '.',
      '--cache',
      '--cache-location',
      '.cache/prettier',
      '--log-level',
      'warn',
    ],
  ],
]

/** Every check that there is, in the order of their names' table, run in parallel. */
export async function runChecks(): Promise<CheckResult[]> {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const files = globSync('tools/checks/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return Promise.all([...programs.map(runOne), ...files.toSorted().map(runRule)])
}

async function runOne([name, args]: Program): Promise<CheckResult> {
  const { code, output } = await runProgram(args)
  if (code === 0) return { name, problems: [] }
  const lines = output.split('\n').filter((line) => line.trim())
  return { name, problems: lines.length > 0 ? lines : [`${args[0]} ended with ${code}`] }
}

async function runRule(file: string): Promise<CheckResult> {
  const name = basename(file, '.ts')
  const rule: unknown = await import(join(root, file))
  if (!isRule(rule)) return { name, problems: [`${file} exports no check()`] }
  return { name, problems: rule.check(root), notes: rule.listNotes?.(root) ?? [] }
}

interface Rule {
  check(root?: string): string[]
  listNotes?(root?: string): string[]
}

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'check' in value && typeof value.check === 'function'
}

export function printCheck({ name, problems, notes = [] }: CheckResult): void {
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${name}`)
  for (const line of [...problems, ...notes.map((note) => `(${note})`)]) console.log(`    ${line}`)
}

if (import.meta.main) {
  endWithPrograms()
  const results = await runChecks()
  results.forEach(printCheck)
  process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0
}
