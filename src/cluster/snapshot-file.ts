/** The file into which a whole machine goes. */
export {
  offsetHere,
  packSnapshot,
  readSnapshot,
  type Snapshot,
  SnapshotError,
  type SnapshotMachine,
} from '../../engine/host/snapshot/snapshot-file.ts'
