import type { ClusterEvent } from '../session/event-log.ts'

/** A line for an event; undefined: none. */
export type Describe = (event: ClusterEvent) => string | undefined

/** The fifty partitions of `__consumer_offsets` would only be noise. */
export function led(say: Describe): Describe {
  return (event) => (String(event['partition']).startsWith('__') ? undefined : say(event))
}

/** A node by what it is; its words are those of the language. */
export const whoIn = (words: { readonly broker: string; readonly controller: string }) => (event: ClusterEvent) =>
  `${event['role'] === 'controller' ? words.controller : words.broker} ${event.nodeId}`

/** The number of a node, if there is one. */
export const node = (id: unknown) => (Number(id) < 0 ? '–' : String(id))
/** The numbers of nodes. */
export const list = (ids: unknown) => `[${(ids as readonly number[]).join(', ')}]`
