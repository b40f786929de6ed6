// The baseline of `api-list`: node:http and pg, the same rows by the same query, and nothing else.
import { createServer } from 'node:http'
import pg from 'pg'

const [url, agencyId, siteId] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 10 })
const text = `select * from mod_booking.services where agency_id = $1 and site_id = $2 order by created_at desc, id desc limit 20`
const server = createServer(async (request, response) => {
  const { rows } = await pool.query({ name: 'list', text, values: [agencyId, siteId] })
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ data: rows, nextCursor: null }))
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('disconnect', () => process.exit(0))
