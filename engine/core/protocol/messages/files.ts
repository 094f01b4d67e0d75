/** Files: quorum-state (as JSON) and the producer snapshot. */
import { array, type Infer, int16, int32, int64, message, string, struct, uint32, uuid } from '../schema.ts'

/** Data inside other messages or files. Versions 1, flexible none. */
export const ProducerSnapshot = message({
  name: 'ProducerSnapshot',
  versions: '1',
  flexible: 'none',
  fields: {
    crc: uint32({ versions: '1' }),
    producerEntries: array(
      struct({
        producerId: int64({ versions: '1' }),
        epoch: int16({ versions: '1' }),
        lastSequence: int32({ versions: '1' }),
        lastOffset: int64({ versions: '1' }),
        offsetDelta: int32({ versions: '1' }),
        timestamp: int64({ versions: '1' }),
        coordinatorEpoch: int32({ versions: '1' }),
        currentTxnFirstOffset: int64({ versions: '1' }),
      }),
      { versions: '1' },
    ),
  },
})
export type ProducerSnapshot = Infer<typeof ProducerSnapshot>

/** Data inside other messages or files. Versions 0-1, flexible 0+. */
export const QuorumStateData = message({
  name: 'QuorumStateData',
  versions: '0-1',
  flexible: '0+',
  fields: {
    clusterId: string({ versions: '0' }),
    leaderId: int32({ default: -1 }),
    leaderEpoch: int32({ default: -1 }),
    votedId: int32({ default: -1 }),
    votedDirectoryId: uuid({ versions: '1+' }),
    appliedOffset: int64({ versions: '0' }),
    currentVoters: array(
      struct({
        voterId: int32({ versions: '0' }),
      }),
      { versions: '0', nullable: '0' },
    ),
  },
})
export type QuorumStateData = Infer<typeof QuorumStateData>
