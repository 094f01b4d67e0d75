/** The modern form of a command of Kafka's ZooKeeper years, for a hint; undefined when there is nothing to say. */
export function modernEquivalent(_commandLine: string): string | undefined {
  return undefined
}
