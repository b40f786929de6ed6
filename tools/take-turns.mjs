/**
 * One process at a time: two that install into the same folder at once would leave half of each. The turn is a file
 * made exclusively that names its holder; of a holder that is gone, the next takes it over. Read by any Node from 14.
 */
import fs from 'node:fs'
import path from 'node:path'

/** Waits, without end, until it is our turn. @returns what ends the turn. */
export function takeTurn(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  for (let waited = false; !claim(file); waited = true) {
    const holder = readHolder(file)
    if (holder !== undefined && !isAlive(holder)) {
      giveUp(file, holder)
      continue
    }
    if (!waited) console.error('Waiting for process ' + holder + ', which installs something here.')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
  return () => giveUp(file, process.pid)
}

/** The file appears with its holder in it: a link is made at once or not at all. */
function claim(file) {
  const own = file + '.' + process.pid
  fs.writeFileSync(own, String(process.pid))
  try {
    fs.linkSync(own, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    fs.unlinkSync(own)
  }
}

function readHolder(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function giveUp(file, holder) {
  if (readHolder(file) === holder) fs.rmSync(file, { force: true })
}
