/** A website that is not ours: static pages on an address of their own. Usage: serve.ts <port> <cdn origin> */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { findPage } from './pages.ts'

const [port = '4100', cdn = 'http://cdn.localhost:4000'] = process.argv.slice(2)

/** What stands in the pages as `{{name}}`: addresses that the website's owner would have written out. */
const places: Readonly<Record<string, string>> = {
  cdn,
  /** The business's own booking page, for visitors whose browser loads no script. */
  book: `${cdn.replace('://cdn.', '://harbor.frames.')}/p/booking/booking`,
  home: `http://127.0.0.1:${port}`,
  /** The same website under a name that nobody has proved to own. */
  unverified: `http://localhost:${port}/unverified`,
}

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const page = findPage(pathname)
  if (!page) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found')
    return
  }
  if (page.host && request.headers.host !== `${page.host}:${port}`) {
    response.writeHead(302, { Location: `http://${page.host}:${port}${page.path}` }).end()
    return
  }
  const body = readFileSync(join(import.meta.dirname, page.file), 'utf8').replace(
    /\{\{(\w+)\}\}/g,
    (place, name: string) => places[name] ?? place,
  )
  response.writeHead(200, { 'Content-Type': page.type, ...page.headers?.(cdn) }).end(body)
})
  .once('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  .listen(Number(port), '127.0.0.1', () => process.send?.('listening'))

process.on('disconnect', () => process.exit(0))
