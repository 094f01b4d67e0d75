/** Topics that the cluster keeps its own state in. */
import type { BrokerConfig } from './config.ts'

const INTERNAL = ['__consumer_offsets', '__transaction_state', '__share_group_state']

export function isInternalTopic(name: string): boolean {
  return INTERNAL.includes(name)
}

/** How an internal topic is made; undefined for other topics (`GroupCoordinatorService.groupMetadataTopicConfigs` and its like). */
export function internalTopic(config: BrokerConfig, name: string) {
  switch (name) {
    case '__consumer_offsets':
      return {
        numPartitions: config.number('offsets.topic.num.partitions'),
        replicationFactor: config.number('offsets.topic.replication.factor'),
        configs: [
          { name: 'cleanup.policy', value: 'compact' },
          { name: 'compression.type', value: 'producer' },
          { name: 'segment.bytes', value: String(config.number('offsets.topic.segment.bytes')) },
        ],
      }
    case '__transaction_state':
      return {
        numPartitions: config.number('transaction.state.log.num.partitions'),
        replicationFactor: config.number('transaction.state.log.replication.factor'),
        configs: [
          { name: 'cleanup.policy', value: 'compact' },
          { name: 'compression.type', value: 'uncompressed' },
          { name: 'min.insync.replicas', value: String(config.number('transaction.state.log.min.isr')) },
          { name: 'segment.bytes', value: String(config.number('transaction.state.log.segment.bytes')) },
          { name: 'unclean.leader.election.enable', value: 'false' },
        ],
      }
    default:
      return undefined
  }
}
