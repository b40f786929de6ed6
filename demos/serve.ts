/** A website that is not ours: static pages on an address of their own. Usage: serve.ts <port> <cdn origin> */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { findPage } from './pages.ts'

const [port = '4100', cdn = 'http://cdn.localhost:4000'] = process.argv.slice(2)

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const page = findPage(pathname)
  if (!page) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found')
    return
  }
  const body = readFileSync(join(import.meta.dirname, page.file), 'utf8').replaceAll('{{cdn}}', cdn)
  response.writeHead(200, { 'Content-Type': page.type, ...page.headers?.(cdn) }).end(body)
}).listen(Number(port), '127.0.0.1', () => process.send?.('listening'))

process.on('disconnect', () => process.exit(0))
