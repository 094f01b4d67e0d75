/** Registration and heartbeats of a broker, and its controlled shutdown (`BrokerLifecycleManager.java`). */
import type { Uuid } from '../base/uuid.ts'
import type { Env, Timer } from '../env/env.ts'
import { NetworkError } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestInit } from '../protocol/frame.ts'
import type { ControllerChannel } from './handler.ts'

export interface LifecycleOptions {
  readonly env: Env
  readonly controller: ControllerChannel
  /** Asked for when the listeners are bound. */
  readonly registration: () => RequestInit<'BrokerRegistration'> & { readonly brokerId: number }
  /** `broker.heartbeat.interval.ms` */
  readonly heartbeatIntervalMs: number
  /** `initial.broker.registration.timeout.ms` */
  readonly registrationTimeoutMs: number
  /** `log.dir.failure.timeout.ms` */
  readonly dirFailureTimeoutMs: number
  /** Offset of the last record that this broker has replayed. */
  readonly metadataOffset: () => number
  /** The process cannot go on. */
  readonly failed: (error: Error) => void
}

export type BrokerState = 'starting' | 'recovery' | 'running' | 'pendingControlledShutdown' | 'shuttingDown'

/** Pauses between heartbeats until the broker has caught up, and between attempts to register, ms. */
const CATCH_UP_INTERVAL_MS = 10
const RETRY_MS = 100
const LOGGER = 'org.apache.kafka.server.BrokerLifecycleManager'

export class BrokerLifecycle {
  state: BrokerState = 'starting'
  brokerEpoch = -1
  private wantFence = true
  private caughtUp = false
  private timer: Timer | null = null
  private unfenced: (() => void) | null = null
  private down: (() => void) | null = null
  private beating = false
  private again = false
  /** Log dirs that failed since the start, and whether a controller has heard of it. */
  private readonly offlineDirs = new Map<Uuid, 'new' | 'told'>()

  constructor(private readonly options: LifecycleOptions) {}

  private get brokerId(): number {
    return this.options.registration().brokerId
  }

  /**
   * Registers; resolves with the broker's epoch. Rejects when no controller takes it in the time allowed. `again`: the
   * process goes on with the registration that it has, and says nothing until it is ready.
   */
  async register(how: 'anew' | 'again'): Promise<number> {
    const { env, registrationTimeoutMs } = this.options
    const deadline = env.clock.monotonic() + registrationTimeoutMs
    for (let error = await this.tryRegister(); error !== null; error = await this.tryRegister()) {
      this.log('INFO', `Unable to register broker ${this.brokerId}: ${error}`)
      if (env.clock.monotonic() > deadline) throw new NetworkError(`The broker could not register: ${error}`)
      await new Promise<void>((resume) => void env.timers.after(RETRY_MS, resume))
    }
    this.log('INFO', `Successfully registered broker ${this.brokerId} with broker epoch ${this.brokerEpoch}`)
    this.state = 'recovery'
    if (how === 'anew') this.beatSoon(0)
    return this.brokerEpoch
  }

  private async tryRegister(): Promise<string | null> {
    try {
      const answer = await this.options.controller.send('BrokerRegistration', this.options.registration())
      if (answer.errorCode !== Errors.NONE) return `the controller returned error ${errorName(answer.errorCode)}`
      this.brokerEpoch = answer.brokerEpoch
      return null
    } catch (error) {
      if (error instanceof NetworkError) return error.message
      throw error
    }
  }

  /** The broker is ready to serve: asks to be unfenced; resolves when it is. */
  setReady(): Promise<void> {
    this.wantFence = false
    return new Promise((resolve) => {
      this.unfenced = resolve
      this.beatSoon(0)
    })
  }

  /** Gives up leadership and waits until the controller lets the broker go, at most as long as given. */
  controlledShutdown(timeoutMs: number): Promise<void> {
    if (this.state !== 'running') {
      this.stop()
      return Promise.resolve()
    }
    this.state = 'pendingControlledShutdown'
    this.log('INFO', 'Beginning controlled shutdown.')
    return new Promise((resolve) => {
      const limit = this.options.env.timers.after(timeoutMs, () => this.down?.())
      this.down = () => {
        limit.cancel()
        this.stop()
        resolve()
      }
      this.beatSoon(0)
    })
  }

  /** A log dir is offline: the controller must hear of it in time, or its replicas here would go on leading. */
  dirFailed(directory: Uuid): void {
    const { env, dirFailureTimeoutMs, failed } = this.options
    this.offlineDirs.set(directory, 'new')
    if (this.brokerEpoch >= 0) this.beatSoon(0)
    env.timers.after(dirFailureTimeoutMs, () => {
      if (this.state === 'shuttingDown' || this.offlineDirs.get(directory) === 'told') return
      const message = `Shutting down because couldn't communicate offline log dir ${directory} with controllers`
      this.log('ERROR', message)
      failed(new Error(message))
    })
  }

  /** No heartbeat leaves any more. */
  stop(): void {
    this.state = 'shuttingDown'
    this.timer?.cancel()
  }

  private beatSoon(delayMs: number): void {
    this.timer?.cancel()
    if (this.state === 'shuttingDown') return
    this.timer = this.options.env.timers.after(delayMs, () => void this.beat())
  }

  /** One heartbeat at a time; a change of wishes meanwhile is told with the next, at once. */
  private async beat(): Promise<void> {
    if (this.beating) {
      this.again = true
      return
    }
    this.beating = true
    const ok = await this.sendHeartbeat()
    this.beating = false
    const soon = this.again
    this.again = false
    this.beatSoon(soon ? 0 : this.pause(ok))
  }

  private pause(ok: boolean): number {
    if (!ok) return RETRY_MS
    const waiting =
      !this.caughtUp || this.state === 'pendingControlledShutdown' || (this.state === 'recovery' && !this.wantFence)
    return waiting ? CATCH_UP_INTERVAL_MS : this.options.heartbeatIntervalMs
  }

  private async sendHeartbeat(): Promise<boolean> {
    const offlineLogDirs = [...this.offlineDirs.keys()]
    try {
      const answer = await this.options.controller.send('BrokerHeartbeat', {
        brokerId: this.brokerId,
        brokerEpoch: this.brokerEpoch,
        currentMetadataOffset: this.options.metadataOffset(),
        wantFence: this.wantFence,
        wantShutDown: this.state === 'pendingControlledShutdown',
        offlineLogDirs,
        cordonedLogDirs: this.caughtUp || !this.wantFence ? [] : null,
      })
      if (answer.errorCode !== Errors.NONE) {
        this.log(
          'WARN',
          `Broker ${this.brokerId} sent a heartbeat request but received error ${errorName(answer.errorCode)}.`,
        )
        return false
      }
      for (const directory of offlineLogDirs) this.offlineDirs.set(directory, 'told')
      this.heard(answer)
      return true
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      this.log('WARN', `Broker ${this.brokerId} could not send a heartbeat: ${error.message}`)
      return false
    }
  }

  private heard(answer: { isCaughtUp: boolean; isFenced: boolean; shouldShutDown: boolean }): void {
    if (answer.isCaughtUp) this.caughtUp = true
    if (this.state === 'recovery' && !answer.isFenced) {
      this.state = 'running'
      this.log('INFO', 'The broker has been unfenced. Transitioning from RECOVERY to RUNNING.')
      this.unfenced?.()
    }
    if (this.state === 'pendingControlledShutdown' && answer.shouldShutDown) {
      this.log('INFO', 'The controller has asked us to exit controlled shutdown.')
      this.down?.()
    }
  }

  private log(level: 'INFO' | 'WARN' | 'ERROR', message: string): void {
    const id = this.brokerId
    this.options.env.trace.log(level, LOGGER, `[BrokerLifecycleManager id=${id}] ${message}`)
  }
}

function errorName(code: number): string {
  return Object.entries(Errors).find(([, value]) => value === code)?.[0] ?? String(code)
}
