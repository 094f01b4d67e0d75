/** Looks into running servers, where no request could tell. Nothing is changed here. */
import type { Server } from '../core/broker/server.ts'
import type { Log } from '../core/log/log.ts'
import type { LogManager } from '../core/log/log-manager.ts'
import type { ClusterImage } from '../core/metadata/image.ts'
import type { RaftClient } from '../core/raft/raft-client.ts'
import type { Partition } from '../core/replication/partition.ts'
import type { ReplicaManager } from '../core/replication/replica-manager.ts'

/** The parts of a server that the checks look at. */
interface Insides {
  readonly quorum: { readonly client: RaftClient | null; readonly log: Log | null } | null
  readonly controller: { readonly controller: Follower } | null
  readonly broker: {
    readonly publisher: Follower
    readonly replicaManager: ReplicaManager | null
    readonly logManager: LogManager | null
  } | null
}

interface Follower {
  readonly image: ClusterImage
  readonly inTransaction: boolean
}

function insides(server: Server): Insides {
  return server as unknown as Insides
}

/** A process's place in the quorum, and its copy of the metadata log. */
export function quorumOf(server: Server): { raft: RaftClient; log: Log } | null {
  const { quorum } = insides(server)
  return quorum?.client && quorum.log ? { raft: quorum.client, log: quorum.log } : null
}

/** The images of its roles, each as of {@link ClusterImage.offset}. */
export function imagesOf(server: Server): ClusterImage[] {
  const { controller, broker } = insides(server)
  return [controller?.controller, broker?.publisher].flatMap((role) =>
    role && !role.inTransaction ? [role.image] : [],
  )
}

/** The partitions with a replica there. */
export function partitionsOf(server: Server): Partition[] {
  return [...(insides(server).broker?.replicaManager?.partitions() ?? [])]
}

/** Whether a log dir failed since the start: it stays offline until the process is started again. */
export function hasOfflineDirs(server: Server): boolean {
  return insides(server).broker?.logManager?.hasOfflineDirs ?? false
}
