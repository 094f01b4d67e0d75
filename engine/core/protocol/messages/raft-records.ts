/** Control records of the metadata log. */
import { array, type Infer, int16, int32, int64, message, string, struct, uint16, uuid } from '../schema.ts'

/** Data inside other messages or files. Versions 0, flexible none. */
export const ControlRecordTypeSchema = message({
  name: 'ControlRecordTypeSchema',
  versions: '0',
  flexible: 'none',
  fields: {
    type: int16(),
  },
})
export type ControlRecordTypeSchema = Infer<typeof ControlRecordTypeSchema>

/** Data inside other messages or files. Versions 0, flexible 0+. */
export const KRaftVersionRecord = message({
  name: 'KRaftVersionRecord',
  versions: '0',
  flexible: '0+',
  fields: {
    version: int16(),
    kRaftVersion: int16(),
  },
})
export type KRaftVersionRecord = Infer<typeof KRaftVersionRecord>

const leaderChangeMessageVoter = {
  voterId: int32(),
  voterDirectoryId: uuid({ versions: '1+' }),
}

/** Data inside other messages or files. Versions 0-1, flexible 0+. */
export const LeaderChangeMessage = message({
  name: 'LeaderChangeMessage',
  versions: '0-1',
  flexible: '0+',
  fields: {
    version: int16(),
    leaderId: int32(),
    voters: array(struct(leaderChangeMessageVoter)),
    grantingVoters: array(struct(leaderChangeMessageVoter)),
  },
})
export type LeaderChangeMessage = Infer<typeof LeaderChangeMessage>

/** Data inside other messages or files. Versions 0, flexible 0+. */
export const SnapshotFooterRecord = message({
  name: 'SnapshotFooterRecord',
  versions: '0',
  flexible: '0+',
  fields: {
    version: int16(),
  },
})
export type SnapshotFooterRecord = Infer<typeof SnapshotFooterRecord>

/** Data inside other messages or files. Versions 0, flexible 0+. */
export const SnapshotHeaderRecord = message({
  name: 'SnapshotHeaderRecord',
  versions: '0',
  flexible: '0+',
  fields: {
    version: int16(),
    lastContainedLogTimestamp: int64(),
  },
})
export type SnapshotHeaderRecord = Infer<typeof SnapshotHeaderRecord>

/** Data inside other messages or files. Versions 0, flexible 0+. */
export const VotersRecord = message({
  name: 'VotersRecord',
  versions: '0',
  flexible: '0+',
  fields: {
    version: int16(),
    voters: array(
      struct({
        voterId: int32(),
        voterDirectoryId: uuid(),
        endpoints: array(
          struct({
            name: string(),
            host: string(),
            port: uint16(),
          }),
        ),
        kRaftVersionFeature: struct({
          minSupportedVersion: int16(),
          maxSupportedVersion: int16(),
        }),
      }),
    ),
  },
})
export type VotersRecord = Infer<typeof VotersRecord>
