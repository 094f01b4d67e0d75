/** The voter sets of a dynamic quorum as its log tells them, uncommitted ones too (`VoterSetHistory.java`). */
import { ZERO_UUID } from '../base/uuid.ts'
import { decode } from '../protocol/codec.ts'
import { VotersRecord } from '../protocol/messages/raft-records.ts'
import { batchesIn, recordsIn } from '../record/batch.ts'
import { controlType } from '../record/control.ts'
import type { VoterSet } from './control-batch.ts'
import type { Voter } from './quorum-types.ts'

interface Entry {
  readonly offset: number
  readonly voters: VoterSet
}

export class VoterHistory {
  private entries: Entry[] = []

  constructor(
    /** Of the checkpoint that `kafka-storage format` wrote; null: the log will tell. */
    private readonly bootstrap: VoterSet | null,
  ) {}

  /** The latest set; null: none is known. */
  get current(): VoterSet | null {
    return this.entries.at(-1)?.voters ?? this.bootstrap
  }

  /** Whether the log, or a snapshot of it, holds a set. */
  get isWritten(): boolean {
    return this.entries.length > 0
  }

  /** Where the latest set is in the log; −1: it is not. */
  get lastOffset(): number {
    return this.entries.at(-1)?.offset ?? -1
  }

  /** The set in force before an offset. */
  before(offset: number): VoterSet | null {
    return this.entries.findLast((entry) => entry.offset < offset)?.voters ?? this.bootstrap
  }

  /** A snapshot up to `offset` holds this set. */
  loaded(offset: number, voters: VoterSet): void {
    this.entries = [{ offset: offset - 1, voters }, ...this.entries.filter((entry) => entry.offset >= offset)]
  }

  /** Batches were appended; whether they changed the set. */
  note(batches: Uint8Array): boolean {
    const before = this.entries.length
    for (const { header, bytes } of batchesIn(batches)) {
      if (!header.control) continue
      for (const { key, value, offset } of recordsIn(bytes))
        if (value && controlType(key) === 'KRAFT_VOTERS')
          this.entries.push({ offset, voters: decode(VotersRecord, 0, value).voters })
    }
    return this.entries.length > before
  }

  /** The log lost everything from an offset on; whether that changed the set. */
  truncate(offset: number): boolean {
    const before = this.entries.length
    this.entries = this.entries.filter((entry) => entry.offset < offset)
    return this.entries.length < before
  }
}

/** The voters as the quorum wants them: reached at their first endpoint. */
export function votersOf(set: VoterSet): Voter[] {
  return set.flatMap(({ voterId, voterDirectoryId, endpoints }) => {
    const [first] = endpoints
    if (!first) return []
    const directoryId = voterDirectoryId === ZERO_UUID ? null : voterDirectoryId
    return [{ id: voterId, directoryId, address: { host: first.host, port: first.port } }]
  })
}
