import type { ClusterState } from '../cluster/cluster-state.ts'

/** Names of topics by their ids. */
export function topicNames({ topics }: ClusterState): (id: string) => string | undefined {
  const names = new Map([...topics.values()].map(({ id, name }) => [id, name]))
  return (id) => names.get(id)
}
