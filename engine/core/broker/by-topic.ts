/** What is told of partitions, by their topics, in the order in which these first come. A topic of which nothing is told is not among them. */
export function byTopic<T>(told: Iterable<readonly [topic: string, one: T]>): Map<string, T[]> {
  const topics = new Map<string, T[]>()
  for (const [topic, one] of told) {
    const before = topics.get(topic)
    if (before) before.push(one)
    else topics.set(topic, [one])
  }
  return topics
}

interface OfTopic<P> {
  readonly name: string
  readonly topicId?: string
  readonly partitions: readonly P[]
}

/** Answers about offsets: first what was refused here, then what the coordinator said; only then a topic that came twice is told once (`OffsetCommitResponse.Builder`). */
export function refusedFirst<P, T extends OfTopic<P>>(refused: readonly T[], asked: readonly T[]): readonly T[] {
  if (refused.length === 0) return asked
  const merged = new Map<string, T>()
  for (const topic of [...refused, ...asked]) {
    const key = topic.topicId === undefined ? topic.name : `${topic.topicId}/${topic.name}`
    const before = merged.get(key)
    merged.set(key, before ? { ...topic, partitions: [...before.partitions, ...topic.partitions] } : topic)
  }
  return [...merged.values()]
}
