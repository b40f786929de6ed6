// The baselines of `api-list`: node:http and pg, nothing else. `rows` takes columns and writes JSON in JavaScript,
// as most programs do; `json` runs our own statement, whose rows are JSON already. Both send the same facts as we do.
import { createServer } from 'node:http'
import pg from 'pg'

const { url, kind, text, values, connections } = JSON.parse(process.argv[2])
const pool = new pg.Pool({ connectionString: url, max: connections })
const limit = values.at(-1) - 1
const bodies = {
  rows: (rows) => JSON.stringify({ data: rows.slice(0, limit), nextCursor: rows[limit]?.id ?? null }),
  json: (rows) => `{"data":[${rows.slice(0, limit).map(({ row }) => row)}],"nextCursor":null}`,
}
const server = createServer(async (request, response) => {
  const { rows } = await pool.query({ name: 'list', text, values })
  const body = bodies[kind](rows)
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body)
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('disconnect', () => process.exit(0))
