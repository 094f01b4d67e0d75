/** Looks for records by key through a whole partition, in pieces that leave the page its frames. */
import { recordsIn } from '../../engine/core/record/batch.ts'
import { codecsLoading } from '../../engine/core/record/codecs.ts'
import type { BrokerInfo, PartitionState } from '../cluster/cluster-state.ts'
import { textOf } from '../ui/format.ts'
import type { Batches, StoredBatch } from './batch-source.ts'
import { Pauses } from './pauses.ts'

/** A record whose key was looked for. */
export interface Match {
  readonly offset: number
  readonly timestamp: number
  readonly value: string | null
}

/** How far a search is. */
export interface SearchProgress {
  readonly matches: readonly Match[]
  /** All before this offset was looked at. */
  readonly upTo: number
  readonly isOver: boolean
}

const MOST_MATCHES = 100
const PIECE_BYTES = 1024 * 1024
const SHOWN = 80

interface Search {
  readonly batches: Batches
  readonly brokers: readonly BrokerInfo[]
  readonly partition: PartitionState
  readonly key: string
  readonly signal: AbortSignal
  readonly tell: (progress: SearchProgress) => void
}

/** From the log start to the high watermark, until stopped or a hundred are found. Rejects when the leader refuses. */
export async function searchKey(search: Search): Promise<void> {
  const { batches, brokers, partition, signal, tell } = search
  const wanted = new TextEncoder().encode(search.key)
  let matches: readonly Match[] = []
  let upTo = partition.logStartOffset
  const pauses = new Pauses()
  while (upTo < partition.highWatermark && matches.length < MOST_MATCHES && !signal.aborted) {
    const page = await batches.fetch(brokers, partition, upTo, PIECE_BYTES)
    const last = page.batches.at(-1)
    if (!last) break
    for (const batch of page.batches) {
      await pauses.ifDue()
      if (signal.aborted) return
      matches = [...matches, ...(await matchesIn(batch, wanted))].slice(0, MOST_MATCHES)
    }
    upTo = last.header.lastOffset + 1
    tell({ matches, upTo, isOver: false })
  }
  tell({ matches, upTo, isOver: true })
}

async function matchesIn({ header, bytes }: StoredBatch, wanted: Uint8Array): Promise<Match[]> {
  if (header.control) return []
  // Most batches do not hold it: a look at their bytes spares taking them apart.
  if (header.compression === 'none' && !holds(bytes, wanted)) return []
  await codecsLoading(bytes)
  return recordsIn(bytes)
    .filter(({ key }) => key !== null && isSame(key, wanted))
    .map(({ offset, timestamp, value }) => ({
      offset,
      timestamp,
      value: value === null ? null : textOf(value.subarray(0, SHOWN)),
    }))
}

const latin1 = new TextDecoder('latin1')

/** Latin 1 gives each byte a letter: the quickest search that a browser has for bytes. */
function holds(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return latin1.decode(bytes).includes(latin1.decode(wanted))
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
