/** A controller's state for tests of decisions: brokers made through the decisions themselves. */
import { FEATURES, LATEST_METADATA_VERSION, SUPPORTED_FEATURES } from '../metadata/features.ts'
import { ClusterImage } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { replay } from '../metadata/replay.ts'
import type { RequestOf } from '../protocol/frame.ts'
import { heartbeat, registerBroker } from './brokers.ts'
import type { ControllerState, Decision } from './decision.ts'
import { BrokerSessions } from './sessions.ts'

/** A directory id of broker `id`. */
export const dirOf = (id: number) => `${id}`.padStart(4, 'D').padEnd(22, 'x')

/** Stands in for random numbers: always the same, so that placement starts at the first broker of the first rack. */
const RANDOM = { bytes: (length: number) => new Uint8Array(length).fill(7), float: () => 0 }

/** A small cluster whose log is the list of its records. */
export class TestCluster {
  readonly image = new ClusterImage()
  readonly sessions = new BrokerSessions(9000)
  readonly log: MetadataRecord[] = []
  now = 0
  private ids = 0

  constructor({ elr = true }: { elr?: boolean } = {}) {
    const levels = FEATURES.filter(({ name }) => name !== 'kraft.version' && (elr || !name.startsWith('eligible')))
    this.append([
      metadataRecord('FeatureLevelRecord', 0, { name: 'metadata.version', featureLevel: LATEST_METADATA_VERSION }),
      ...levels.map(({ name, max }) => metadataRecord('FeatureLevelRecord', 0, { name, featureLevel: max })),
    ])
  }

  state(): ControllerState {
    return {
      image: this.image,
      sessions: this.sessions,
      config: {
        nodeId: 1,
        clusterId: 'cluster',
        defaultPartitions: 1,
        defaultReplicationFactor: 1,
        sessionTimeoutMs: 9000,
        topicDefaults: new Map([['min.insync.replicas', { value: '1', source: 5 }]]),
        brokerValue: () => null,
        isListConfig: (name) => name === 'cleanup.policy',
      },
      // Ids must differ from one another, whatever else is fixed.
      random: { ...RANDOM, bytes: (length) => new Uint8Array(length).fill(++this.ids) },
      now: this.now,
      kraftVersion: 0,
      nextOffset: this.log.length,
    }
  }

  append(records: readonly MetadataRecord[]): void {
    for (const record of records) {
      replay(this.image, record)
      this.log.push(record)
    }
  }

  /** Decides and applies; gives the answer. */
  do<R, Q>(decide: (state: ControllerState, request: Q) => Decision<R>, request: Q): R {
    const { records, response } = decide(this.state(), request)
    this.append(records)
    return response
  }

  /** Registers a broker and unfences it. */
  start(id: number, more: Partial<RequestOf<'BrokerRegistration'>> = {}): number {
    const epoch = this.register(id, more)
    this.beat(id, epoch)
    return epoch
  }

  register(id: number, more: Partial<RequestOf<'BrokerRegistration'>> = {}): number {
    const answer = this.do(registerBroker, {
      brokerId: id,
      clusterId: 'cluster',
      incarnationId: `${this.log.length}`.padEnd(22, 'i'),
      listeners: [],
      features: [...SUPPORTED_FEATURES],
      rack: null,
      isMigratingZkBroker: false,
      logDirs: [dirOf(id)],
      previousBrokerEpoch: -1,
      ...more,
    })
    this.sessions.register(id, answer.brokerEpoch ?? -1, this.now)
    return answer.brokerEpoch ?? -1
  }

  beat(id: number, epoch: number, wants: { fence?: boolean; shutDown?: boolean } = {}) {
    this.sessions.touch(id, epoch, { metadataOffset: this.log.length, now: this.now })
    return this.do(heartbeat, {
      brokerId: id,
      brokerEpoch: epoch,
      currentMetadataOffset: this.log.length,
      wantFence: wants.fence ?? false,
      wantShutDown: wants.shutDown ?? false,
      offlineLogDirs: [],
      cordonedLogDirs: [],
    })
  }

  /** `leader|isr|elr|last known` of a partition, as `1|1,2||`. */
  partition(topic: string, partition = 0): string {
    const found = this.image.partition(topic, partition)
    return found ? [found.leader, found.isr, found.elr, found.lastKnownElr].map(String).join('|') : 'none'
  }
}
