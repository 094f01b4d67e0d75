/** Handlers that tell of the cluster to those who watch it: none is needed until a broker serves. */
import { listGroups } from './handlers/16-list-groups.ts'
import { describeLogDirs } from './handlers/35-describe-log-dirs.ts'
import { describeCluster } from './handlers/60-describe-cluster.ts'

/** By API name. */
export const TELLING = {
  DescribeCluster: describeCluster,
  ListGroups: listGroups,
  DescribeLogDirs: describeLogDirs,
}
