/** `--topic t` and `--topic t:0,1` of kafka-consumer-groups. */
import type { Admin } from '../client/admin.ts'
import type { TopicPartition } from '../client/topic-partition.ts'
import { illegalArgument } from './errors.ts'
import { javaSplit } from './java-split.ts'

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
  const [topic = '', partitions, ...more] = javaSplit(arg, ':')
  if (partitions === undefined || more.length > 0) {
    throw illegalArgument(`Invalid topic arg '${arg}', expected topic name and partitions`)
  }
  return javaSplit(partitions, ',').map((text) => {
    if (!/^[-+]?\d+$/.test(text)) {
      throw illegalArgument(`Invalid partition '${text}' specified in topic arg '${arg}''`)
    }
    return { topic, partition: Number(text) }
  })
}
