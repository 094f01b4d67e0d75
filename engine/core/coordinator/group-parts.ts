/** What a partition of `__consumer_offsets` that is led needs. */
export { GroupShard } from './group/group-shard.ts'
export { Shard } from './shard.ts'
