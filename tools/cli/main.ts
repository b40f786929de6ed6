/** `npm run dramac -- <command>`: what an operator does from a terminal. Mistyped answers 2, not possible 1. */
import { printUrl } from './print-url.ts'

interface Command {
  /** Words that call it. */
  readonly words: readonly string[]
  readonly usage: string
  readonly summary: string
  /** @throws Error with a message for the person at the terminal. */
  run(args: string[]): Promise<void>
}

const commands: readonly Command[] = [
  {
    words: ['db', 'url'],
    usage: 'db url [--role owner|app]',
    summary: 'prints a connection string of the running local database',
    run: printUrl,
  },
]

function describeUsage(): string {
  const lines = commands.map(({ usage, summary }) => `  ${usage.padEnd(28)} ${summary}`)
  return ['usage: npm run dramac -- <command>', '', ...lines].join('\n')
}

async function main(args: string[]): Promise<number> {
  if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) {
    console.log(describeUsage())
    return 0
  }
  const command = commands.find(({ words }) => words.every((word, index) => args[index] === word))
  if (!command) {
    console.error(`There is no command "${args.join(' ')}".\n\n${describeUsage()}`)
    return 2
  }
  try {
    await command.run(args.slice(command.words.length))
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
