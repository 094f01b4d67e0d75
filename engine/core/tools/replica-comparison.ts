/** Whether replicas of partitions have the same batches up to the high watermark (`ReplicaBuffer.verifyCheckSum`). */

import { hashMapOrder } from '../base/java-order.ts'
import type { Uuid } from '../base/uuid.ts'
import { partitionHash } from '../client/java-order.ts'
import type { FetchedReplica } from '../client/replica-reader.ts'
import { partitionKey } from '../client/topic-partition.ts'
import { type BatchHeader, batchHeaderAt } from '../record/batch.ts'

export interface ReplicatedPartition {
  readonly topic: string
  readonly topicId: Uuid
  readonly partition: number
  readonly replicas: readonly number[]
  /** All before it is equal in all replicas. */
  offset: number
}

/** A difference between replicas; fatal where the comparison cannot go on behind it. */
export interface Finding {
  readonly text: string
  readonly isFatal: boolean
}

/** The partition whose replicas are furthest from having all that is committed. */
export interface Lag {
  readonly records: number
  readonly partition: string
  readonly offset: number
}

/** What brokers answered, by broker and partition. */
export type Fetched = ReadonlyMap<number, ReadonlyMap<string, FetchedReplica>>

export class ReplicaComparison {
  private readonly partitions: readonly ReplicatedPartition[]

  constructor(partitions: readonly ReplicatedPartition[]) {
    this.partitions = hashMapOrder(partitions, partitionHash)
  }

  /** Moves the offsets behind what all replicas have alike. */
  round(fetched: Fetched): { findings: readonly Finding[]; lag: Lag } {
    const findings: Finding[] = []
    let lag: Lag = { records: -1, partition: 'null', offset: -1 }
    for (const partition of this.partitions) {
      const key = partitionKey(partition)
      const replicas = partition.replicas.flatMap((id) => {
        const replica = fetched.get(id)?.get(key)
        return replica ? [{ id, ...replica, batches: batchesOf(replica.records) }] : []
      })
      if (replicas.length === partition.replicas.length) findings.push(...advance(partition, replicas))
      const highWatermark = Math.max(0, ...replicas.map((one) => one.highWatermark))
      const records = highWatermark - partition.offset
      if (records > lag.records) lag = { records, partition: key, offset: partition.offset }
    }
    return { findings, lag }
  }
}

interface Replica extends FetchedReplica {
  readonly id: number
  readonly batches: readonly BatchHeader[]
}

function advance(partition: ReplicatedPartition, replicas: readonly Replica[]): Finding[] {
  const findings: Finding[] = []
  for (let index = 0; ; index++) {
    const batches = replicas.map((replica) => ({ replica, batch: replica.batches[index] }))
    const [first, ...others] = batches
    if (!first?.batch || batches.some(({ batch, replica }) => !batch || batch.lastOffset >= replica.highWatermark))
      return findings
    for (const other of others) {
      if (!other.batch) continue
      const one = { id: first.replica.id, batch: first.batch }
      const finding = difference(partitionKey(partition), one, { id: other.replica.id, batch: other.batch })
      if (finding) findings.push(finding)
      if (finding?.isFatal) return findings
    }
    partition.offset = first.batch.lastOffset + 1
  }
}

interface Read {
  readonly id: number
  readonly batch: BatchHeader
}

function difference(partition: string, one: Read, other: Read): Finding | null {
  if (one.batch.lastOffset !== other.batch.lastOffset)
    return {
      text: `${partition}: replica ${one.id}'s offset ${one.batch.lastOffset} doesn't match replica ${other.id}'s offset ${other.batch.lastOffset}`,
      isFatal: true,
    }
  if (one.batch.crc === other.batch.crc) return null
  return {
    text: `${partition} has unmatched checksum at offset ${one.batch.lastOffset}; replica ${one.id}'s checksum ${one.batch.crc}; replica ${other.id}'s checksum ${other.batch.crc}`,
    isFatal: false,
  }
}

function batchesOf(records: Uint8Array): BatchHeader[] {
  const batches: BatchHeader[] = []
  for (let at = 0; at + HEADER_BYTES <= records.length; ) {
    const header = batchHeaderAt(records, at)
    if (at + header.size > records.length) break
    batches.push(header)
    at += header.size
  }
  return batches
}

const HEADER_BYTES = 61
