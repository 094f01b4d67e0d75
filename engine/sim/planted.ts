/**
 * Bugs that the simulator must find: each is put into the running code from here, by replacing a method, for as long as its
 * seeds run. `withinSeeds`: one of the seeds from 1 on to that many shows it (measured, with room).
 */
import { assert } from '../core/base/assert.ts'
import { Shard } from '../core/coordinator/shard.ts'
import { Cleaner } from '../core/log/cleaner/cleaner.ts'
import { OffsetMap } from '../core/log/cleaner/offset-map.ts'
import { LeaderEpochCache } from '../core/log/leader-epoch-cache.ts'
import { LocalLog } from '../core/log/local-log.ts'
import { LogLoader } from '../core/log/log-loader.ts'
import { ProducerState } from '../core/log/producer-state.ts'
import { ClusterImage } from '../core/metadata/image.ts'
import { CommittedReader } from '../core/raft/committed-reader.ts'
import { EpochElection } from '../core/raft/election.ts'
import { QuorumCore } from '../core/raft/quorum-core.ts'
import { RaftClient } from '../core/raft/raft-client.ts'
import { Requests } from '../core/raft/requests.ts'
import { Replicas } from '../core/raft/roles/replica-progress.ts'
import { Unattached } from '../core/raft/roles/unattached.ts'
import { SnapshotStore } from '../core/raft/snapshot-store.ts'
import { IsrManager } from '../core/replication/isr-manager.ts'
import { LeaderReplicas } from '../core/replication/leader-replicas.ts'
import { Partition } from '../core/replication/partition.ts'
import { runSeed } from './cluster-run.ts'

export interface PlantedBug {
  readonly name: string
  readonly withinSeeds: number
  /** Puts it in; gives what takes it out again. */
  plant(): () => void
}

/** A method as it is found: looser than its own type, since the replacement breaks the contract on purpose. */
type Method = (this: object, ...args: never[]) => unknown

/** Replaces a method (private ones too) of a class; fails when the class has none of that name any more. */
function method(type: { readonly prototype: object }, name: string, replace: (original: Method) => object): () => void {
  const { prototype } = type
  const original = Object.getOwnPropertyDescriptor(prototype, name)
  assert(typeof original?.value === 'function', `there is no method ${name} to replace`)
  Object.defineProperty(prototype, name, { ...original, value: replace(original.value) })
  return () => void Object.defineProperty(prototype, name, original)
}

/** Replaces a getter. */
function getter(type: { readonly prototype: object }, name: string, replace: (original: Method) => object): () => void {
  const { prototype } = type
  const original = Object.getOwnPropertyDescriptor(prototype, name)
  assert(original?.get, `there is no getter ${name} to replace`)
  Object.defineProperty(prototype, name, { ...original, get: replace(original.get as Method) as () => unknown })
  return () => void Object.defineProperty(prototype, name, original)
}

const DONE = Promise.resolve()

export const PLANTED: readonly PlantedBug[] = [
  {
    name: 'acknowledged before it is replicated',
    withinSeeds: 10,
    plant: () => method(LeaderReplicas, 'leastEnd', () => (ownEnd: number) => ownEnd),
  },
  {
    name: 'high watermark off by one',
    withinSeeds: 10,
    plant: () =>
      method(
        LeaderReplicas,
        'leastEnd',
        (original) =>
          function (this: object, ownEnd: number, leader: unknown) {
            const least = original.apply(this, [ownEnd, leader] as never) as number
            return Math.min(ownEnd, least + 1)
          },
      ),
  },
  {
    name: 'consumers read to the end of the log',
    withinSeeds: 10,
    plant: () => getter(Partition, 'highWatermark', () => endOf),
  },
  {
    name: 'consumers are served beyond the high watermark',
    withinSeeds: 10,
    plant: () => method(Partition, 'endFor', () => endOf),
  },
  {
    name: 'commits are acknowledged before they are replicated',
    withinSeeds: 120,
    plant: () => method(Shard, 'hold', () => (send: () => void) => send()),
  },
  {
    name: 'votes are not persisted',
    withinSeeds: 30,
    plant: () => method(RaftClient, 'persist', () => () => DONE),
  },
  {
    name: 'no truncation on an epoch change',
    withinSeeds: 10,
    plant: () => method(Partition, 'truncateTo', () => () => DONE),
  },
  {
    name: 'the leader does not check the epochs of a fetch',
    withinSeeds: 5,
    plant: () =>
      method(LeaderEpochCache, 'endOffsetFor', () => (epoch: number) => ({
        epoch,
        endOffset: Number.MAX_SAFE_INTEGER,
      })),
  },
  {
    name: 'ISR changes are not recorded',
    withinSeeds: 5,
    plant: () =>
      method(
        IsrManager,
        'propose',
        () =>
          ({ isr, leaderEpoch, partitionEpoch }: IsrProposal) =>
            Promise.resolve({ error: 0, isr: isr.map(({ brokerId }) => brokerId), leaderEpoch, partitionEpoch }),
      ),
  },
  {
    name: 'a follower joins the ISR before it has caught up',
    withinSeeds: 60,
    plant: () =>
      method(
        LeaderReplicas,
        'expanded',
        () =>
          function (this: { pending: unknown; isr: readonly number[] }, id: number) {
            return this.pending || this.isr.includes(id) ? null : [...this.isr, id]
          },
      ),
  },
  {
    name: 'sync skipped',
    withinSeeds: 5,
    plant: () => method(LocalLog, 'sync', () => () => DONE),
  },
  {
    name: 'a leader that was replaced goes on leading',
    withinSeeds: 5,
    plant: () =>
      method(
        Partition,
        'apply',
        (original) =>
          function (this: Partition, ...args: never[]) {
            if (!this.isLeader) original.apply(this as never, args)
          },
      ),
  },
  {
    name: 'duplicates are not detected',
    withinSeeds: 5,
    plant: () => {
      const undo = [
        method(ProducerState, 'duplicateOf', () => () => undefined),
        method(ProducerState, 'check', () => () => null),
      ]
      return () => {
        for (const one of undo) one()
      }
    },
  },
  {
    name: 'a new coordinator does not load its log',
    withinSeeds: 5,
    plant: () =>
      method(
        Shard,
        'load',
        () =>
          async function (this: { phase: string; state: { loaded(): void } }) {
            this.phase = 'active'
            this.state.loaded()
          },
      ),
  },
  {
    name: 'unclean elections although they are forbidden',
    withinSeeds: 40,
    plant: () =>
      method(
        ClusterImage,
        'configsOf',
        (original) =>
          function (this: never, ...args: never[]) {
            const found = original.apply(this, args) as ReadonlyMap<string, string>
            return new Map([...found, ['unclean.leader.election.enable', 'true']])
          },
      ),
  },
  {
    name: 'a second vote in an epoch',
    withinSeeds: 20,
    plant: () => {
      const undo = [
        method(Unattached, 'canGrantVote', () => (_request: unknown, isUpToDate: boolean) => isUpToDate),
        method(
          QuorumCore,
          'voteFor',
          () =>
            function (this: { election: object }, votedId: number) {
              this.election = { ...this.election, votedId }
            },
        ),
      ]
      return () => {
        for (const one of undo) one()
      }
    },
  },
  {
    name: 'votes for logs that are behind',
    withinSeeds: 30,
    plant: () =>
      method(
        Requests,
        'decideVote',
        (original) =>
          function (this: never, request: { last: object }) {
            const last = { offset: Number.MAX_SAFE_INTEGER, epoch: Number.MAX_SAFE_INTEGER }
            return original.apply(this, [{ ...request, last }] as never)
          },
      ),
  },
  {
    name: 'a minority elects',
    withinSeeds: 10,
    plant: () => getter(EpochElection, 'majority', () => () => 1),
  },
  {
    name: 'one voter is enough to commit metadata',
    withinSeeds: 10,
    plant: () =>
      method(
        Replicas,
        'majorityEnd',
        () =>
          function (this: { voters: readonly { logEndOffset: number }[] }) {
            return Math.max(...this.voters.map(({ logEndOffset }) => logEndOffset))
          },
      ),
  },
  {
    name: 'metadata is applied before it is committed',
    withinSeeds: 30,
    plant: () =>
      method(
        CommittedReader,
        'deliver',
        (original) =>
          function (this: { options: { log: { logEndOffset: number } } }) {
            const { log } = this.options
            this.options = { ...this.options, highWatermark: () => log.logEndOffset } as typeof this.options
            return original.apply(this as never, [])
          },
      ),
  },
  {
    name: 'metadata snapshots are cut short',
    withinSeeds: 5,
    plant: () =>
      method(
        SnapshotStore,
        'write',
        (original) =>
          function (this: never, ...[id]: never[]) {
            return original.apply(this, [id, new Uint8Array(0)] as never)
          },
      ),
  },
  {
    name: 'the cleaner drops the last value of a key',
    withinSeeds: 5,
    plant: () =>
      method(
        OffsetMap,
        'get',
        (original) =>
          function (this: never, ...args: never[]) {
            return (original.apply(this, args) as number) + 1
          },
      ),
  },
  {
    name: 'tombstones go while older values stay',
    withinSeeds: 5,
    plant: () => method(Cleaner, 'mapBatch', () => () => true),
  },
  {
    name: 'a swap of segments that a crash cut short is lost',
    withinSeeds: 60,
    plant: () => method(LogLoader, 'finishSwaps', () => () => DONE),
  },
]

/** Runs seeds from 1 on with the bug put in until one shows a problem; null when none does within the number stated. */
export async function findPlanted(bug: PlantedBug): Promise<{ seed: number; problem: string } | null> {
  const undo = bug.plant()
  try {
    for (let seed = 1; seed <= bug.withinSeeds; seed++) {
      const { problems } = await runSeed(seed)
      const [problem] = problems
      if (problem) return { seed, problem: problem.split('\n')[0] as string }
    }
    return null
  } finally {
    undo()
  }
}

interface IsrProposal {
  readonly isr: readonly { readonly brokerId: number }[]
  readonly leaderEpoch: number
  readonly partitionEpoch: number
}

function endOf(this: Partition): number {
  return this.log.logEndOffset
}
