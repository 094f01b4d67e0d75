import type { KeptBroker } from '../../core/broker/kept-broker.ts'
import type { ServerStart } from '../../core/broker/server.ts'
import type { TimeSetting } from '../../core/env/adjustable-clock.ts'
import type { DiskFault } from '../../core/env/disk-faults.ts'
import type { TraceEvent } from '../../core/env/env.ts'
import type { SetRule } from '../../core/faults/rule.ts'
import type { TappedFrames, TappedRequest } from './wire-tap.ts'

/** What a broker's worker tells the page, many at a time. */
export interface Telemetry {
  /** Lines of the server's log, log4j's pattern. */
  readonly log: readonly string[]
  readonly events: readonly (TraceEvent & { readonly at: number })[]
  readonly requests: readonly TappedRequest[]
  /** Requests answered so far. */
  readonly answered: number
}

/** Process control of a broker (DESIGN.md, decision 1): the only thing that does not go over Kafka's wire. */
export interface BrokerWorkerApi {
  /** Runs the server until it ends; resolves when it serves. Rejects with the reason when it cannot start. */
  start(
    properties: readonly (readonly [string, string])[],
    life: ServerStart,
    network: MessagePort,
    tell: (telemetry: Telemetry) => void,
    ended: (status: number) => void,
  ): Promise<void>
  /** Controlled shutdown (SIGTERM); resolves when it is down. */
  shutdown(): Promise<void>
  /** Freezes (true) or continues the process, as SIGSTOP and SIGCONT do. */
  setStopped(stopped: boolean): Promise<void>
  /** What time it is at the start of the process. */
  setTime(time: TimeSetting): Promise<void>
  /** Freezes the process for a moment, with all that it wrote on the disk: restore points are made meanwhile. */
  hold(): Promise<KeptBroker>
  /** Lets it go on, unless it is frozen for another reason; a restore point was made. */
  release(): Promise<void>
  setRate(rate: number): Promise<void>
  /** Lets monotonic time go by at once. */
  stepTime(ms: number): Promise<void>
  /**
   * Moves the wall clock forward; resolves when what that brought is done and told. A frozen process has its clock moved
   * too, and does the rest when it goes on.
   */
  moveWallClock(byMs: number): Promise<void>
  /** Tells what has not been told yet; resolves when it was heard. */
  tellAll(): Promise<void>
  setDisk(fault: DiskFault): Promise<void>
  /** Faults at a protocol point; resolves when they are in force. */
  setRules(rules: readonly SetRule[]): Promise<void>
  /** Bytes of a request seen by the tap, if still remembered. */
  frames(id: number): Promise<TappedFrames | undefined>
}
