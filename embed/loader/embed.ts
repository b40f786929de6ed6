/** embed.js. Classic, async, no dependency; a second copy hands its calls to the first. */
import { createApi, type DmApi } from './api.ts'
import { readScript } from './page.ts'

declare const DM_VERSION: string

/** Where the first copy is found even when a later snippet has overwritten `window.dm`. */
const first = Symbol.for('dm')

type Page = typeof globalThis & { dm?: DmApi & { q?: ArrayLike<unknown>[] }; [first]?: DmApi }

const page = globalThis as Page // safe: what is there is tested before use
// An element with id `dm` is not an own property of the window, so it never passes for the stub.
const stub = Object.hasOwn(page, 'dm') && typeof page.dm === 'function' ? page.dm : undefined
const calls = stub?.q

if (page[first]) console.warn('dm: included twice')
else readScript()
const dm = (page[first] ??= createApi(DM_VERSION))
page.dm = dm
if (calls) for (let i = 0; i < calls.length; i++) Reflect.apply(dm, undefined, calls[i]!)
