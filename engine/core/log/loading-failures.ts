/** What is told of logs that could not be loaded at start (`LogManager.loadLogs`). */
import type { Trace } from '../env/env.ts'

const LOGGER = 'kafka.log.LogManager'
const FAULT_LOGGER = 'org.apache.kafka.server.fault.ProcessTerminatingFaultHandler'

/** One of the logs; the others go on. */
export function sayNotLoaded(trace: Trace, { dir, ms, progress }: { dir: string; ms: number; progress: string }): void {
  trace.log('INFO', LOGGER, `Error while loading logs in ${dir} in ${Math.round(ms)}ms ${progress}`)
}

/** The process cannot start. */
export function sayCannotStart(trace: Trace, error: unknown): void {
  trace.log('ERROR', LOGGER, `There was an error in one of the threads during logs loading: ${error}`)
  trace.log('ERROR', FAULT_LOGGER, 'Encountered fatal fault: Error starting LogManager')
}
