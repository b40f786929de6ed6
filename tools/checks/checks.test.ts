import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { check as checkDocuments } from './documents.ts'
import { check as checkLayers } from './layers.ts'
import { check as checkLock } from './lock.ts'
import { check as checkNames } from './names.ts'
import { check as checkPlacement } from './placement.ts'
import { check as checkSizes, listNotes as listLongFiles } from './sizes.ts'
import { check as checkUnused } from './unused.ts'

const trees: string[] = []

function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'dramac-checks-'))
  trees.push(root)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

afterEach(() => trees.splice(0).forEach((root) => rmSync(root, { recursive: true })))

const homes = {
  'contract/package.json': '{"name":"@dramac/contract"}',
  'core/package.json': '{"name":"@dramac/core"}',
  'server/package.json': '{"name":"@dramac/server"}',
  'modules/booking/package.json': '{"name":"@dramac/booking"}',
  'modules/shop/package.json': '{"name":"@dramac/shop"}',
  'embed/rpc/package.json': '{"name":"@dramac/postmessage-rpc"}',
}

describe('layers', () => {
  it.each([
    [
      'components/app/page.ts',
      "import { sql } from '@dramac/core/db/database'",
      'components may not import core/db/database.ts (core)',
    ],
    [
      'components/app/page.ts',
      "import type { Row } from '../../core/db/tx.ts'",
      'components may not import core/db/tx.ts (core)',
    ],
    [
      'components/app/page.ts',
      "import { endpoint } from '@dramac/contract/endpoint'",
      'components may not import contract/endpoint.ts (contract)',
    ],
    ['core/sites/find.ts', "import express from 'express'", 'core may not depend on express'],
    [
      'core/sites/find.ts',
      "import { app } from '@dramac/server/http/app'",
      'core may not import server/http/app.ts (server)',
    ],
    [
      'core/sites/find.ts',
      "const app = await import('@dramac/server/http/app')",
      'core may not import server/http/app.ts (server)',
    ],
    ['contract/wire/names.ts', "import { z } from 'zod'", 'wire may not depend on zod'],
    ['contract/wire/names.ts', "export * from '../endpoint.ts'", 'wire may not import contract/endpoint.ts (contract)'],
    ['embed/loader/embed.ts', "import { html } from 'lit'", 'embed may not depend on lit'],
    [
      'modules/booking/server/hold.ts',
      "import { cart } from '@dramac/shop/server/cart'",
      'module booking may not see module shop',
    ],
    ['modules/booking/server/hold.ts', "import pg from 'pg'", 'module may not depend on pg'],
    [
      'modules/booking/widgets/page.ts',
      "import { hold } from '../server/hold.ts'",
      'components may not import modules/booking/server/hold.ts (module)',
    ],
    [
      'demos/01/main.ts',
      "import { start } from '../../embed/loader/embed.ts'",
      'a demo may not reach embed/loader/embed.ts by its path',
    ],
    ['server/http/app.ts', "import { x } from './route'", './route lacks its ending'],
    [
      'server/http/app.ts',
      "import {\n  one,\n  two,\n} from '@dramac/nobody/x'",
      'server may not import unknown package @dramac/nobody (nowhere)',
    ],
    ['somewhere/else.ts', '', 'belongs to no layer'],
  ])('refuses in %s: %s', (file, text, problem) => {
    expect(checkLayers(plant({ ...homes, [file]: text }))).toEqual([`${file}: ${problem}`])
  })

  it('lets each layer use what its row of the table says', () => {
    const root = plant({
      ...homes,
      'components/app/page.ts':
        "import { html } from 'lit'\nimport type { E } from '@dramac/contract/endpoint'\nimport { n } from '@dramac/contract/wire/names'",
      'core/db/pool.ts': "import pg from 'pg'\nimport { join } from 'node:path'",
      'core/db/pool.test.ts': "import { it } from 'vitest'",
      'modules/booking/server/hold.ts':
        "import { write } from '@dramac/core/modules/write'\nimport { en } from '../messages/en.ts'",
      'modules/booking/messages/en.ts': '',
      'embed/frame/boot.ts': "import { serve } from '@dramac/postmessage-rpc'",
      'demos/01/main.ts': "import { serve } from '@dramac/postmessage-rpc'\nimport puppeteer from 'puppeteer-core'",
    })
    expect(checkLayers(root)).toEqual([])
  })
})

describe('placement', () => {
  it.each([
    ['core/a.ts', 'const port = process.env.PORT', 'process.env'],
    ['core/a.ts', "const port = process.env['PORT']", 'process.env'],
    ['server/http/a.ts', 'const { env } = process', 'process.env'],
    ['modules/booking/server/a.ts', "const text = 'select id from mod_booking.booking where id = $1'", 'SQL'],
    ['server/routes/a.ts', 'const text = `\n  update dramac.sites set name = $1`', 'SQL'],
    ['core/sites/a.ts', "tx.run({ text: 'delete from dramac.sites' })", 'SQL'],
    ['core/sites/a.ts', "tx.run({ text: 'INSERT INTO dramac.sites values (1)' })", 'SQL'],
    ['embed/loader/a.ts', "window.parent.postMessage('hi', '*')", 'postMessage'],
    ['core/db/a.ts', "const text = `select set_config('a', 'b', true)`", 'set_config'],
  ])('refuses in %s: %s', (file, text, what) => {
    const problems = checkPlacement(plant({ [file]: text }))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(what)
    expect(problems[0]).toMatch(new RegExp(`^${file}:\\d+: `))
  })

  it('names the line', () => {
    expect(checkPlacement(plant({ 'core/a.ts': "const a = 'x'\n\n// why\nconst b = process.env.B\n" }))[0]).toMatch(
      /^core\/a\.ts:4:/,
    )
  })

  it('allows each thing in its home, in tests and in comments', () => {
    const root = plant({
      'server/config/env.ts': 'export const port = process.env.PORT',
      'core/sites/queries.ts': "const text = 'select id from dramac.sites'",
      'core/sites/find.test.ts': "const text = 'select id from dramac.sites'",
      'core/db/roles.ts': "const text = 'create role dramac_app'",
      'embed/rpc/peer.ts': 'port.postMessage(1)',
      'core/sites/find.ts':
        "// process.env and select a from b\nconst said = 'Please select a time' /* postMessage( */",
      'components/ui/a.ts': "const said = 'Choose from these. Update your name.'",
    })
    expect(checkPlacement(root)).toEqual([])
  })
})

describe('names', () => {
  it.each([
    'core/utils.ts',
    'core/date-helpers.ts',
    'core/common/a.ts',
    'server/siteManager.ts',
    'server/site-manager.ts',
    'core/Site.ts',
    'core/base-element.ts',
    'core/site-v2.ts',
    'migrations/first.ts',
    'migrations/1_first.ts',
  ])('refuses %s', (file) => {
    expect(checkNames(plant({ [file]: '' }))).toHaveLength(1)
  })

  it('allows names that say something', () => {
    const root = plant({
      'core/create-site.ts': '',
      'core/create-site.test.ts': '',
      'migrations/0001_context.ts': '',
      'vitest.config.ts': '',
      '.oxlintrc.json': '',
    })
    expect(checkNames(root)).toEqual([])
  })
})

describe('sizes', () => {
  it('refuses a file of more than 400 lines and no shorter one', () => {
    const root = plant({ 'core/long.ts': 'a\n'.repeat(401), 'core/fits.ts': 'a\n'.repeat(400) })
    expect(checkSizes(root)).toEqual(['core/long.ts: 401 lines, at most 400'])
  })

  it('notes a file of more than 250 lines', () => {
    expect(listLongFiles(plant({ 'core/a.ts': 'a\n'.repeat(251), 'core/b.ts': 'a\n'.repeat(250) }))).toEqual([
      'core/a.ts: 251 lines, aim at 250',
    ])
  })
})

describe('lock', () => {
  const lockOf = (packages: object) => JSON.stringify({ packages }, null, 2)
  const integrity = 'sha512-x'

  it('refuses a host in the lock', () => {
    const root = plant({
      'package.json': '{}',
      'package-lock.json': lockOf({
        '': {},
        'node_modules/a': { version: '1.0.0', integrity, resolved: 'https://registry.example/a.tgz' },
      }),
    })
    expect(checkLock(root)).toEqual(['package-lock.json: names the host of https://registry.example/a.tgz'])
  })

  it('refuses an optional dependency without an entry, looking where Node does', () => {
    const packages = {
      '': { optionalDependencies: { a: '1.0.0' } },
      'node_modules/a': { integrity, optionalDependencies: { 'a-linux': '1.0.0', 'a-darwin': '1.0.0', b: '1.0.0' } },
      'node_modules/a-linux': { integrity },
      'node_modules/a/node_modules/b': { integrity },
    }
    const root = plant({
      'package.json': '{"optionalDependencies":{"a":"1.0.0"}}',
      'package-lock.json': lockOf(packages),
    })
    expect(checkLock(root)).toEqual(['package-lock.json: a-darwin, optional to node_modules/a, has no entry'])
  })

  it('refuses versions that are not exact, and a lock of other versions', () => {
    const root = plant({
      'package.json': '{"dependencies":{"a":"^1.0.0","b":"2.0.0"}}',
      'package-lock.json': lockOf({ '': { dependencies: { a: '^1.0.0', b: '1.0.0' } } }),
    })
    expect(checkLock(root)).toEqual([
      'package.json: a is "^1.0.0", not one exact version',
      'package-lock.json: lacks b 2.0.0 of package.json',
    ])
  })

  it('refuses a package that anybody could replace', () => {
    const root = plant({
      'package.json': '{}',
      'package-lock.json': lockOf({ '': {}, 'node_modules/a': { version: '1.0.0' } }),
    })
    expect(checkLock(root)).toEqual(['package-lock.json: node_modules/a has no integrity'])
  })
})

describe('documents', () => {
  it('refuses reports, stray files, broken links, unknown scripts and a long README', () => {
    const root = plant({
      'package.json': '{"scripts":{"start":"x"}}',
      'README.md': `[gone](docs/gone.md) [here](docs/guides/here.md#part) \`npm run nothing\` \`npm start\`\n${'line\n'.repeat(120)}`,
      'docs/guides/here.md': '[web](https://dramac.example)',
      'docs/release-plan.md': '',
      'core/thoughts.md': '',
    })
    expect(checkDocuments(root)).toEqual([
      'README.md: more than 120 lines',
      'README.md: links to docs/gone.md, which does not exist',
      'README.md: there is no script "nothing"',
      "core/thoughts.md: documents live in docs/ or are a folder's README.md",
      'docs/release-plan.md: plans and reports are not kept here',
    ])
  })
})

describe('unused exports', () => {
  it('are named, whatever they are; a test is no use', () => {
    const root = plant({
      'core/a.ts': 'export const lost = 1\nexport interface Forgotten { x: number }\nexport function used() {}\n',
      'core/b.ts': "import { used } from './a.ts'\nused()\n",
      'core/a.test.ts': "import { lost } from './a.ts'\nlost\n",
    })
    expect(checkUnused(root)).toEqual([
      'core/a.ts: nothing uses the export lost',
      'core/a.ts: nothing uses the export Forgotten',
    ])
  })

  it('may be what a tool reads by its name', () => {
    const root = plant({
      'migrations/0001_start.ts': 'export async function up() {}\nexport async function down() {}\n',
      'tools/bench/quick.ts': "export const name = 'quick'\nexport const run = async () => []\nexport const lost = 1\n",
    })
    expect(checkUnused(root)).toEqual(['tools/bench/quick.ts: nothing uses the export lost'])
  })
})
