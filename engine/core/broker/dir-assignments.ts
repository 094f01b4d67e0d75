/** Tells the controller in which log dir each replica here is, where the metadata has it otherwise (`AssignmentsManager.java`). */
import type { Uuid } from '../base/uuid.ts'
import { type Env, NetworkError } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestInit } from '../protocol/frame.ts'
import type { ControllerChannel } from './handler.ts'

/** One replica's place. */
export interface DirAssignment {
  readonly topicId: Uuid
  readonly partition: number
  readonly directoryId: Uuid
}

interface Waiting extends DirAssignment {
  readonly done: () => void
}

export interface DirAssignmentsOptions {
  readonly env: Pick<Env, 'timers' | 'trace'>
  readonly controller: ControllerChannel
  readonly broker: () => { readonly brokerId: number; readonly brokerEpoch: number }
}

const RETRY_MS = 500
const LOGGER = 'org.apache.kafka.server.AssignmentsManager'

/** A broker that came back with a new disk, or that has several, must say so before its replicas may lead. */
export class DirAssignments {
  private readonly waiting = new Map<string, Waiting>()
  private sending = false
  private closed = false

  constructor(private readonly options: DirAssignmentsOptions) {}

  /** Sends these, and all that wait, soon; resolves when the controller has taken them. A later word on one replica counts. */
  async assign(assignments: readonly DirAssignment[]): Promise<void> {
    const taken = assignments.map((one) => {
      const key = `${one.topicId}:${one.partition}`
      const before = this.waiting.get(key)
      return new Promise<void>((resolve) => {
        const done = before ? () => [before.done(), resolve()] : resolve
        this.waiting.set(key, { ...one, done })
      })
    })
    void this.sendAll()
    await Promise.all(taken)
  }

  close(): void {
    this.closed = true
  }

  private async sendAll(): Promise<void> {
    if (this.sending) return
    this.sending = true
    while (this.waiting.size > 0 && !this.closed) {
      const batch = [...this.waiting]
      if (await this.send(batch.map(([, one]) => one)))
        for (const [key, one] of batch) if (this.waiting.get(key) === one) this.taken(key, one)
      if (this.waiting.size > 0) await this.pause()
    }
    this.sending = false
  }

  private taken(key: string, one: Waiting): void {
    this.waiting.delete(key)
    one.done()
  }

  private async send(assignments: readonly DirAssignment[]): Promise<boolean> {
    try {
      const request = { ...this.options.broker(), directories: byDirectory(assignments) }
      const answer = await this.options.controller.send('AssignReplicasToDirs', request)
      if (answer.errorCode === Errors.NONE) return true
      this.warn(`error ${answer.errorCode}`)
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      this.warn(error.message)
    }
    return false
  }

  private pause(): Promise<void> {
    return new Promise((resume) => void this.options.env.timers.after(RETRY_MS, resume))
  }

  private warn(why: string): void {
    this.options.env.trace.log('WARN', LOGGER, `Unable to assign replicas to directories: ${why}; retrying.`)
  }
}

type Directories = NonNullable<RequestInit<'AssignReplicasToDirs'>['directories']>

function byDirectory(assignments: readonly DirAssignment[]): Directories {
  const directories = new Map<Uuid, Map<Uuid, { partitionIndex: number }[]>>()
  for (const { directoryId, topicId, partition } of assignments) {
    const topics = directories.get(directoryId) ?? new Map<Uuid, { partitionIndex: number }[]>()
    directories.set(directoryId, topics)
    topics.set(topicId, [...(topics.get(topicId) ?? []), { partitionIndex: partition }])
  }
  return [...directories].map(([id, topics]) => ({
    id,
    topics: [...topics].map(([topicId, partitions]) => ({ topicId, partitions })),
  }))
}
