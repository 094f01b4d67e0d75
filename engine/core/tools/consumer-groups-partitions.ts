/** `--topic t` and `--topic t:0,1` of kafka-consumer-groups. */
import type { Admin } from '../client/admin.ts'
import type { TopicPartition } from '../client/topic-partition.ts'
import { illegalArgument } from './errors.ts'

/** Partitions that the arguments name; topics given without partitions that do not exist are `missing`. */
export async function topicPartitionArgs(
  admin: Admin,
  args: readonly string[],
): Promise<{ partitions: TopicPartition[]; missing: string[] }> {
  const explicit = args.filter((arg) => arg.includes(':')).flatMap(parseExplicit)
  const whole = args.filter((arg) => !arg.includes(':'))
  const described = await admin.describeTopics(whole).outcomes()
  const partitions: TopicPartition[] = [...explicit]
  const missing: string[] = []
  for (const topic of whole) {
    const outcome = described.get(topic)
    if (!outcome || outcome.error) missing.push(topic)
    else for (const { partition } of outcome.value.partitions) partitions.push({ topic, partition })
  }
  return { partitions, missing }
}

function parseExplicit(arg: string): TopicPartition[] {
  const colon = arg.lastIndexOf(':')
  const topic = arg.slice(0, colon)
  const numbers = arg.slice(colon + 1).split(',')
  if (!numbers.every((text) => /^\d+$/.test(text))) {
    throw illegalArgument(`Invalid topic arg '${arg}', expected topic name and partitions`)
  }
  return numbers.map((text) => ({ topic, partition: Number(text) }))
}
