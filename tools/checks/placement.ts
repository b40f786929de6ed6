/** Some things have one home: the environment, SQL, postMessage. */
import { isTest, listFiles, readSource, tokenize, type Token } from '../source-files.ts'

interface Placement {
  readonly what: string
  readonly kind: Token['kind'][]
  readonly found: RegExp
  /** Where it may stand; never anywhere when absent. */
  readonly home?: RegExp
}

const sql =
  /(^|[`'"\s(])(select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s+[\w."]+\s+set\s|delete\s+from\s|(create|alter|drop)\s+(table|schema|index|role|policy|function|type)\s|truncate\s+table\s|grant\s[\s\S]+\son\s[\s\S]+\sto\s)/i

const placements: Placement[] = [
  {
    what: 'process.env is read in server/config/ only',
    kind: ['code'],
    found: /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[\s*$|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/,
    home: /^(server\/config|tools|test|demos)\/|^[^/]+\.config\.ts$/,
  },
  {
    what: 'SQL stands in queries.ts, core/db/ and migrations/ only',
    kind: ['text'],
    found: sql,
    home: /(^|\/)([\w-]+-)?queries\.ts$|^(core\/db|migrations|tools|test|demos)\//,
  },
  {
    what: 'postMessage is called in embed/rpc/ only',
    kind: ['code'],
    found: /\bpostMessage\s*(\?\.)?\(/,
    home: /^(embed\/(rpc|test)|test|demos)\//,
  },
  // Of all ways to set a tenant's context this is the one that any statement could use.
  { what: 'set_config may be called nowhere', kind: ['text'], found: /\bset_config\s*\(/i, home: /^tools\/checks\// },
]

export function check(root = process.cwd()): string[] {
  return listFiles(root, '**/*.ts').flatMap((file) => {
    const own = placements.filter(({ home }) => !home?.test(file) && !isTest(file))
    if (own.length === 0) return []
    const tokens = tokenize(readSource(root, file))
    return own.flatMap(({ what, kind, found }) =>
      tokens
        .filter((token) => kind.includes(token.kind) && found.test(token.value))
        .map((token) => `${file}:${lineOf(token, found)}: ${what}`),
    )
  })
}

function lineOf({ value, line }: Token, found: RegExp): number {
  return line + value.slice(0, found.exec(value)?.index).split('\n').length - 1
}

if (import.meta.main) for (const problem of check()) console.error(problem)
