/** The log of __cluster_metadata, as raft wants it. */
import { assert } from '../base/assert.ts'
import { METADATA_TOPIC_ID } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { Log } from '../log/log.ts'
import { LogConfig } from '../log/log-config.ts'
import type { OffsetAndEpoch } from '../raft/quorum-types.ts'
import type { RaftLog } from '../raft/raft-ports.ts'
import type { BrokerConfig } from './config.ts'

/** Folder of the metadata log in its log dir. */
export const METADATA_FOLDER = '__cluster_metadata-0'

/** Bytes read at once when the log is replayed. */
const READ_BYTES = 1_048_576

/** Opens the metadata log, checking all of it: its own recovery point is not kept. */
export async function openMetadataLog(env: Env, config: BrokerConfig): Promise<{ log: Log; raftLog: RaftLog }> {
  const log = await Log.open({
    env,
    dir: `${config.metadataLogDir}/${METADATA_FOLDER}`,
    config: new LogConfig(
      new Map([
        ['segment.bytes', String(config.number('metadata.log.segment.bytes'))],
        ['segment.ms', String(config.number('metadata.log.segment.ms'))],
        ['max.message.bytes', String(8 * 1024 * 1024)],
        ['retention.ms', '-1'],
      ]),
    ),
    topicId: METADATA_TOPIC_ID,
    cleanShutdown: false,
    recoveryPoint: 0,
    logStartOffset: 0,
    producerIdExpirationMs: () => config.number('producer.id.expiration.ms'),
  })
  return { log, raftLog: new MetadataLog(log) }
}

class MetadataLog implements RaftLog {
  constructor(private readonly log: Log) {}

  get logStartOffset(): number {
    return this.log.logStartOffset
  }

  get logEndOffset(): number {
    return this.log.logEndOffset
  }

  get latestEpoch(): number {
    return this.log.latestEpoch ?? 0
  }

  get size(): number {
    return this.log.size
  }

  endOffsetForEpoch(epoch: number): OffsetAndEpoch | null {
    const found = this.log.endOffsetForEpoch(epoch)
    return found.endOffset < 0 ? null : { offset: found.endOffset, epoch: found.epoch }
  }

  append(batch: Uint8Array, epoch: number): number {
    const result = this.log.appendAsLeader(batch, { leaderEpoch: epoch, origin: 'raft' })
    assert(result.error === 0, 'the metadata log refused a batch of its own leader')
    return result.lastOffset
  }

  appendAsFollower(batches: Uint8Array, epoch: number): void {
    this.log.appendAsFollower(batches, epoch)
  }

  truncateTo(offset: number): Promise<void> {
    return this.log.truncateTo(offset)
  }

  startAt(offset: number): Promise<void> {
    return this.log.truncateFullyAndStartAt(offset)
  }

  deleteBefore(offset: number, highWatermark: number): void {
    this.log.advanceLogStart(offset)
    this.log.deleteOldSegments(highWatermark)
  }

  flush(): Promise<void> {
    return this.log.flush()
  }

  async read(offset: number, upTo: number, maxBytes = READ_BYTES): Promise<Uint8Array> {
    const { bytes } = await this.log.read({ offset, upTo, maxBytes, minOneBatch: true })
    return bytes
  }
}
