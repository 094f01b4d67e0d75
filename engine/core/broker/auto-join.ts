/** `controller.quorum.auto.join.enable`: a controller that is no voter of a dynamic quorum asks to become one (KIP-853). */
import type { Uuid } from '../base/uuid.ts'
import { type Env, NetworkError, type Timer } from '../env/env.ts'
import { Errors, errorName } from '../protocol/errors.ts'
import type { RaftClient } from '../raft/raft-client.ts'
import type { ControllerChannel } from './handler.ts'

export interface AutoJoinOptions {
  readonly env: Pick<Env, 'timers' | 'trace'>
  readonly clusterId: string
  readonly self: { readonly id: number; readonly directoryId: Uuid }
  readonly raft: () => RaftClient
  readonly controller: ControllerChannel
  /** Where the others reach this controller. */
  readonly listeners: () => readonly { readonly name: string; readonly host: string; readonly port: number }[]
  /** How often it asks: `controller.quorum.fetch.timeout.ms`. */
  readonly periodMs: number
}

const LOGGER = 'org.apache.kafka.raft.KafkaRaftClient'

export class AutoJoin {
  private timer: Timer | null = null
  private stopped = false

  constructor(private readonly options: AutoJoinOptions) {}

  /** Asks again and again, also after it has been removed. */
  start(): void {
    if (this.stopped) return
    this.timer = this.options.env.timers.after(this.options.periodMs, () => {
      void this.maybeAsk().then(() => this.start())
    })
  }

  stop(): void {
    this.stopped = true
    this.timer?.cancel()
  }

  private async maybeAsk(): Promise<void> {
    const { raft, self } = this.options
    const { voterSet, leaderId } = raft()
    if (!voterSet || leaderId < 0 || leaderId === self.id) return
    const known = voterSet.find(({ voterId }) => voterId === self.id)
    if (known?.voterDirectoryId === self.directoryId) return
    try {
      // A voter of this id on a disk that is gone has to leave first.
      const error = known ? await this.remove(known.voterDirectoryId) : await this.add()
      if (error !== Errors.NONE) this.say(`was answered ${errorName(error)}`)
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      this.say(`was not answered: ${error.message}`)
    }
  }

  private async remove(voterDirectoryId: Uuid): Promise<number> {
    const { controller, clusterId, self } = this.options
    const request = { clusterId, voterId: self.id, voterDirectoryId }
    return (await controller.send('RemoveRaftVoter', request)).errorCode
  }

  private async add(): Promise<number> {
    const { controller, clusterId, self, listeners, periodMs } = this.options
    const request = {
      clusterId,
      timeoutMs: periodMs,
      voterId: self.id,
      voterDirectoryId: self.directoryId,
      listeners: [...listeners()],
      ackWhenCommitted: false,
    }
    return (await controller.send('AddRaftVoter', request)).errorCode
  }

  private say(what: string): void {
    const { env, self } = this.options
    env.trace.log('INFO', LOGGER, `[RaftManager id=${self.id}] The request to become a voter ${what}; it is repeated.`)
  }
}
