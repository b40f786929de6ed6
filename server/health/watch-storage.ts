import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'

/** With less than this the database stops at its next segment. */
const fewestFreeBytes = 64 * 1024 * 1024

/** @throws Error with the system's code when nothing can be written to the folder. */
export async function watchStorage(folder: string): Promise<void> {
  await access(folder, constants.W_OK)
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < fewestFreeBytes) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
}
