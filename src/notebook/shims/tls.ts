/** Node's `tls`: the brokers of the page have no TLS listener. */
export function connect(): never {
  throw new Error('TLS: the brokers of this page listen in plain text; leave `ssl` out.')
}
