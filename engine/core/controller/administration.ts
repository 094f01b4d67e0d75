/** The decisions that administrators ask for: a cluster starts, elects and fails over without them. */
export { alterClientQuotas } from './client-quotas.ts'
export { alterConfigs, incrementalAlterConfigs } from './configs.ts'
export { createTopics } from './create-topics.ts'
export { electLeaders } from './elect-leaders.ts'
export { updateFeatures } from './features.ts'
export { alterPartitionReassignments, listPartitionReassignments } from './reassignments.ts'
export { createPartitions, deleteTopics } from './topics.ts'
