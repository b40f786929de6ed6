/** A device that holds passkeys, made by hand: CBOR and signatures as WebAuthn writes them. */
import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'

type Cbor = number | string | Buffer | ReadonlyMap<number | string, Cbor>

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 256) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255])
}

function encode(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [encode(key), encode(one)])])
}

export interface DeviceOptions {
  /** The page that asks. */
  readonly origin: string
  /** Whether it saw its person; a passkey is no second factor without. */
  readonly verifies?: boolean
}

export interface Device {
  readonly id: string
  register(challenge: string, change?: Partial<DeviceOptions>): object
  sign(challenge: string, change?: Partial<DeviceOptions>): object
  /** As a copy of it would: the counter of the original goes on without it. */
  rewind(): void
}

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()

/** ES256, as an authenticator tells it. */
function coseOf(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' })
  const point = [x, y].map((part) => Buffer.from(part!, 'base64url'))
  return encode(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, point[0]!],
      [-3, point[1]!],
    ]),
  )
}

const clientData = (type: string, challenge: string, origin: string): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))

export function createDevice(options: DeviceOptions): Device {
  const keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credential = randomBytes(32)
  const id = credential.toString('base64url')
  let counter = 0

  function authData({ origin, verifies = true }: DeviceOptions, attested: Buffer = Buffer.alloc(0)): Buffer {
    const flags = 0x01 | (verifies ? 0x04 : 0) | (attested.length > 0 ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE((counter += 1))
    return Buffer.concat([sha256(new URL(origin).hostname), Buffer.from([flags]), count, attested])
  }

  return {
    id,
    rewind: () => void (counter -= 2),
    register(challenge, change = {}) {
      const cose = coseOf(keys.publicKey)
      const length = Buffer.from([credential.length >> 8, credential.length & 255])
      const how = { ...options, ...change }
      const data = authData(how, Buffer.concat([Buffer.alloc(16), length, credential, cose]))
      const attestation = encode(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', data],
        ]),
      )
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, how.origin).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    sign(challenge, change = {}) {
      const how = { ...options, ...change }
      const data = authData(how)
      const client = clientData('webauthn.get', challenge, how.origin)
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(keys.privateKey)
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      }
    },
  }
}
