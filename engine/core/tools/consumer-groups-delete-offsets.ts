/** `kafka-consumer-groups --delete-offsets`. */

import { compareText } from '../client/assignors/member-order.ts'
import { exceptionOf, type KafkaException } from '../client/errors.ts'
import type { TopicPartition } from '../client/topic-partition.ts'
import { Errors } from '../protocol/errors.ts'
import type { GroupsCommand } from './consumer-groups-command.ts'
import { topicPartitionArgs } from './consumer-groups-partitions.ts'
import { pad, widest } from './text-table.ts'
import { javaText } from './tool.ts'

interface Row {
  readonly topic: string
  readonly partition: string
  readonly error: KafkaException | undefined
}

export async function deleteOffsets(command: GroupsCommand): Promise<void> {
  const { options, admin, io } = command
  const group = options.valueOf('group') as string
  const { partitions, missing } = await topicPartitionArgs(admin, options.valuesOf('topic'))
  const result = await admin.deleteConsumerGroupOffsets(group, partitions)
  const rows = [...missing.map(missingRow), ...partitions.map((partition) => row(partition, result))]
  rows.sort((a, b) => compareText(a.topic, b.topic) || compareText(a.partition, b.partition))
  const partial = [...result.partitions].some(([, outcome]) => outcome.error)
  if (result.error) io.stdout.write(`\nError: ${result.error.message}\n`)
  else if (partial) io.stdout.write('\nError: Encountered some partition-level error, see the follow-up details.\n')
  else io.stdout.write(`Request succeeded for deleting offsets from group ${group}.\n`)
  const width = widest(
    rows.map(({ topic }) => topic),
    15,
  )
  const line = (topic: string, partition: string, status: string) =>
    `${pad(topic, width)} ${pad(partition, 10)} ${pad(status, 15)}\n`
  io.stdout.write(`\n${line('TOPIC', 'PARTITION', 'STATUS')}`)
  for (const { topic, partition, error } of rows) {
    io.stdout.write(line(topic, partition, error ? `Error: ${javaText(error)}` : 'Successful'))
  }
}

function missingRow(topic: string): Row {
  return { topic, partition: '-', error: exceptionOf(Errors.UNKNOWN_TOPIC_OR_PARTITION) }
}

function row(
  partition: TopicPartition,
  result: {
    error: KafkaException | undefined
    partitions: ReadonlyMap<TopicPartition, { error?: KafkaException | undefined }>
  },
): Row {
  const error = result.error ?? result.partitions.get(partition)?.error
  return { topic: partition.topic, partition: String(partition.partition), error }
}
