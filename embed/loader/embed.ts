/** embed.js. Classic, async, no dependency; a second copy hands its calls to the first. */
import { createApi, type DmApi } from './api.ts'
import { readScript } from './page.ts'

declare const DM_VERSION: string

/** Where the first copy is found even when a later snippet has overwritten `window.dm`. */
const first = Symbol.for('dm')

type Page = typeof globalThis & { dm?: { q?: ArrayLike<unknown>[] }; [first]?: DmApi }

const page = globalThis as Page // safe: every member may be absent
// An element with id `dm` may stand there instead of the stub: it has no queue, and is overwritten.
const calls = page.dm?.q

if (page[first]) console.warn('dm: included twice')
else readScript()
const dm = (page[first] ??= createApi(DM_VERSION))
Object.assign(page, { dm })
if (calls) for (let i = 0; i < calls.length; i++) dm.apply(0, calls[i] as never) // safe: what the page called
