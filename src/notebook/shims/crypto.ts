/** Node's `crypto`: random bytes. What only SASL needs is refused, since the brokers of the page have no SASL listener. */
import { Buffer } from 'buffer'

export function randomBytes(length: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(length)))
}

function refused(): never {
  throw new Error('SASL: the brokers of this page listen without authentication; leave `sasl` out.')
}

export const createHash = refused
export const createHmac = refused
export const pbkdf2 = refused
