/** Assignors by their protocol name or Java class name. */
import { ConfigException } from '../errors.ts'
import type { ConsumerPartitionAssignor } from './assignor.ts'
import { RangeAssignor } from './range-assignor.ts'
import { RoundRobinAssignor } from './roundrobin-assignor.ts'
import { CooperativeStickyAssignor, StickyAssignor } from './sticky-assignors.ts'

export type { ConsumerPartitionAssignor } from './assignor.ts'

const FACTORIES: { readonly [name: string]: () => ConsumerPartitionAssignor } = {
  range: () => new RangeAssignor(),
  roundrobin: () => new RoundRobinAssignor(),
  sticky: () => new StickyAssignor(),
  'cooperative-sticky': () => new CooperativeStickyAssignor(),
}

/** Names that 4.3.1 knows; a Java class is one of them with `Assignor` at its end. */
function shortName(configured: string): string {
  const simple = configured.replace(/^.*\./, '').replace(/Assignor$/, '')
  return simple
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase()
    .replace('round-robin', 'roundrobin')
}

/** An assignor from a configuration value: its name, its Java class, or an object that is one. */
export function assignorOf(configured: unknown): ConsumerPartitionAssignor {
  if (typeof configured === 'object' && configured !== null) return configured as ConsumerPartitionAssignor
  const factory = FACTORIES[shortName(String(configured))]
  if (!factory) {
    throw new ConfigException(
      `Invalid value ${String(configured)} for configuration partition.assignment.strategy: Class ${String(configured)} could not be found.`,
    )
  }
  return factory()
}
