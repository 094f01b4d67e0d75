/** What is told of logs that could not be loaded at start (`LogManager.loadLogs`). */
import { DiskError, type Trace } from '../env/env.ts'
import { baseName } from './file-names.ts'

const LOGGER = 'kafka.log.LogManager'
const FAULT_LOGGER = 'org.apache.kafka.server.fault.ProcessTerminatingFaultHandler'

/** One of the logs; the others go on. */
export function sayNotLoaded(trace: Trace, { dir, ms, progress }: { dir: string; ms: number; progress: string }): void {
  trace.log('INFO', LOGGER, `Error while loading logs in ${dir} in ${Math.round(ms)}ms ${progress}`)
}

/** A folder in a log dir that is none of a partition; Kafka's broker does not start over it. */
class FolderNameError extends Error {
  override readonly name = 'org.apache.kafka.common.KafkaException'
}

/** As `LocalLog.parseTopicPartitionName` says it. */
export function notOfAPartition(folder: string): Error {
  const form = 'topic-partition or topic-partition.uniqueId-delete (if marked for deletion)'
  const what = `Found directory ${folder}, '${baseName(folder)}' is not in the form of ${form}.`
  return new FolderNameError(`${what}\nKafka's log directories (and children) should only contain Kafka topic data.`)
}

/** The process cannot start. */
export function sayCannotStart(trace: Trace, error: unknown): void {
  const isMetLoading = !(error instanceof FolderNameError)
  if (isMetLoading) trace.log('ERROR', LOGGER, `There was an error in one of the threads during logs loading: ${error}`)
  trace.log('ERROR', FAULT_LOGGER, 'Encountered fatal fault: Error starting LogManager')
}

/** A checkpoint of a log dir that was not understood. */
export function sayUnread(trace: Trace, { file, dir, instead }: { file: string; dir: string; instead: string }): void {
  trace.log('WARN', LOGGER, `Error occurred while reading ${file} file of directory ${dir}, ${instead}`)
}

/** What is odd in a checkpoint is a failure of the dir's disk. */
export function asDiskError(error: unknown): DiskError {
  return error instanceof DiskError ? error : new DiskError('io', String(error))
}
