/** What tools read in a node's server.properties. */

/** A named listener as others reach it. */
export interface Listener {
  readonly name: string
  readonly host: string
  readonly port: number
}

/** A controller's listeners by name: `listeners`, and over them `advertised.listeners`; an empty host is localhost. */
export function listenersOf(properties: ReadonlyMap<string, string>): ReadonlyMap<string, Listener> {
  const found = new Map<string, Listener>()
  for (const key of ['listeners', 'advertised.listeners']) {
    for (const text of (properties.get(key) ?? '').split(',')) {
      const [, name, host, port] = /^\s*([^:]+):\/\/\[?([^\]]*?)\]?:(\d+)\s*$/.exec(text) ?? []
      if (name) found.set(name.toUpperCase(), { name, host: host || 'localhost', port: Number(port) })
    }
  }
  return found
}
