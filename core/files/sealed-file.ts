/**
 * Files at rest: AES-256-GCM in pieces of 64 KiB, so that a large file is written and read without being held,
 * and any part of it is read alone. Each piece is bound to its file, its place and whether it is the last one:
 * pieces cannot be moved, exchanged, repeated or cut off unnoticed.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const mark = Buffer.from('dmf1')
const saltBytes = 16
const tagBytes = 16
const pieceBytes = 64 * 1024
const sealedPieceBytes = pieceBytes + tagBytes

export const headerBytes = mark.length + saltBytes

/** What a file is sealed with. */
export interface FileSeal {
  readonly key: Buffer
  /** Its place in the store: the same bytes elsewhere do not open. */
  readonly name: Buffer
}

export class SealBroken extends Error {}

export function createSeal(secret: string, name: string): { seal: FileSeal; header: Buffer } {
  const header = Buffer.concat([mark, randomBytes(saltBytes)])
  return { seal: openSeal(secret, name, header), header }
}

/** @throws SealBroken for a header that is not ours. */
export function openSeal(secret: string, name: string, header: Buffer): FileSeal {
  if (header.length !== headerBytes || !header.subarray(0, mark.length).equals(mark)) throw new SealBroken(name)
  const key = Buffer.from(hkdfSync('sha256', secret, header.subarray(mark.length), 'dm-files-1', 32))
  return { key, name: Buffer.from(name) }
}

/** Of a nonce: eight bytes of place, three of nothing, one for the last piece. The key is the file's own. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(index))
  nonce[11] = isLast ? 1 : 0
  return nonce
}

function sealPiece({ key, name }: FileSeal, piece: Buffer, place: { index: number; isLast: boolean }): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place.index, place.isLast)).setAAD(name)
  return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
}

/** The content, sealed piece by piece; the header goes before it. */
export async function* sealContent(seal: FileSeal, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let index = 0
  let waiting = Buffer.alloc(0)
  for await (const part of content) {
    waiting = Buffer.concat([waiting, part])
    // A full piece waits until there is more: only then it is not the last one.
    while (waiting.length > pieceBytes) {
      yield sealPiece(seal, waiting.subarray(0, pieceBytes), { index: index++, isLast: false })
      waiting = waiting.subarray(pieceBytes)
    }
  }
  yield sealPiece(seal, waiting, { index, isLast: true })
}

/** How many bytes the content of a sealed file has. */
export function contentBytes(fileBytes: number): number {
  const body = fileBytes - headerBytes
  return body - Math.ceil(body / sealedPieceBytes) * tagBytes
}

/** Bytes of the file that hold this part of its content, and the piece that they begin with. */
export interface SealedRange {
  readonly first: number
  readonly from: number
  readonly to: number
}

export function rangeOf(start: number, end: number): SealedRange {
  const first = Math.floor(start / pieceBytes)
  const last = Math.max(first, Math.ceil(end / pieceBytes) - 1)
  return {
    first,
    from: headerBytes + first * sealedPieceBytes,
    to: headerBytes + (last + 1) * sealedPieceBytes,
  }
}

/** @throws SealBroken where anything was changed. */
export async function* openContent(
  seal: FileSeal,
  sealed: AsyncIterable<Buffer>,
  { first, lastIndex }: { first: number; lastIndex: number },
): AsyncGenerator<Buffer> {
  let index = first
  let waiting = Buffer.alloc(0)
  for await (const part of sealed) {
    waiting = Buffer.concat([waiting, part])
    while (waiting.length >= sealedPieceBytes) {
      yield openPiece(seal, waiting.subarray(0, sealedPieceBytes), { index, isLast: index === lastIndex })
      index++
      waiting = waiting.subarray(sealedPieceBytes)
    }
  }
  if (waiting.length > 0) yield openPiece(seal, waiting, { index, isLast: index === lastIndex })
}

export const lastIndexOf = (fileBytes: number): number => Math.ceil((fileBytes - headerBytes) / sealedPieceBytes) - 1

function openPiece({ key, name }: FileSeal, piece: Buffer, place: { index: number; isLast: boolean }): Buffer {
  try {
    const body = piece.subarray(0, -tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place.index, place.isLast)).setAAD(name)
    decipher.setAuthTag(piece.subarray(-tagBytes))
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch (cause) {
    throw new SealBroken(name.toString(), { cause })
  }
}

/** First byte of the content that a piece holds. */
export const startOfPiece = (index: number): number => index * pieceBytes
