/** Somebody who manages the cluster while it is disturbed: makes, grows and deletes topics, moves replicas, elects, changes configs. */
import { NodeChannel } from '../core/broker/node-channel.ts'
import { NetworkError } from '../core/env/env.ts'
import type { ApiName } from '../core/protocol/apis.ts'
import type { RequestInit } from '../core/protocol/frame.ts'
import { clientEnv, type Room, TOPIC } from './clients.ts'
import type { SimEnv } from './env.ts'
import { pause } from './faults.ts'
import { BROKER_PORT, brokersOf } from './plan.ts'

type Act = (operator: Operator) => Promise<void>

export class Operator {
  private readonly env: SimEnv
  private readonly brokers: readonly number[]
  /** Topics of its own; nobody writes to them. */
  private readonly topics: string[] = []
  private made = 0
  private working = true
  private ended: Promise<void> | null = null

  constructor(private readonly room: Room) {
    this.env = clientEnv(room, 'operator')
    this.brokers = brokersOf(room.plan).map(({ id }) => id)
  }

  start(): void {
    this.ended = this.run()
  }

  /** Resolves when what is under way is done; nothing is left half moved on purpose. */
  async finish(): Promise<void> {
    this.working = false
    await this.ended
  }

  private async run(): Promise<void> {
    const { random, world, plan } = this.room
    while (this.working) {
      await pause(world, random.between(300, 4000))
      await random.pick(plan.logDirs.length > 1 ? ACTS_OF_DIRS : ACTS)(this)
    }
  }

  async ask<N extends ApiName>(name: N, request: RequestInit<N>): Promise<void> {
    const { random, trace } = this.room
    const address = { host: 'localhost', port: BROKER_PORT + random.pick(this.brokers) }
    const channel = new NodeChannel(this.env, address, { clientId: 'operator', timeoutMs: 8000 })
    try {
      const answer = await channel.send(name, request)
      trace.log('SIM', 'operator', `${name} ${JSON.stringify(request)}: ${JSON.stringify(answer)}`)
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      trace.log('SIM', 'operator', `${name} ${JSON.stringify(request)}: ${error.message}`)
    } finally {
      channel.close()
    }
  }

  create(): Promise<void> {
    const name = `extra-${this.made++}`
    this.topics.push(name)
    const { random } = this.room
    const replicationFactor = random.between(1, Math.min(3, this.brokers.length))
    const topics = [{ name, numPartitions: random.between(1, 4), replicationFactor }]
    return this.ask('CreateTopics', { topics, timeoutMs: 5000 })
  }

  async delete(): Promise<void> {
    const name = this.topics.shift()
    if (name) await this.ask('DeleteTopics', { topics: [{ name, topicId: undefined }], timeoutMs: 5000 })
  }

  async grow(): Promise<void> {
    const { random } = this.room
    if (this.topics.length === 0) return
    const topics = [{ name: random.pick(this.topics), count: random.between(2, 6), assignments: null }]
    await this.ask('CreatePartitions', { topics, timeoutMs: 5000, validateOnly: false })
  }

  reassign(): Promise<void> {
    const { random, plan } = this.room
    const topic = plan.topics.find(({ name }) => name === TOPIC)
    const least = topic?.replicationFactor ?? 1
    const replicas = shuffled(this.brokers, () => random.float()).slice(0, random.between(least, this.brokers.length))
    const partitions = [{ partitionIndex: random.between(0, (topic?.partitions ?? 1) - 1), replicas }]
    return this.ask('AlterPartitionReassignments', { timeoutMs: 5000, topics: [{ name: TOPIC, partitions }] })
  }

  /** A broker's replicas into one of its log dirs. */
  moveDirs(): Promise<void> {
    const { random, plan } = this.room
    const { partitions: count = 1 } = plan.topics.find(({ name }) => name === TOPIC) ?? {}
    const partitions = Array.from({ length: count }, (_, partition) => partition)
    const topics = [
      { name: TOPIC, partitions },
      { name: '__consumer_offsets', partitions: [0] },
    ]
    return this.ask('AlterReplicaLogDirs', { dirs: [{ path: random.pick(plan.logDirs), topics }] })
  }

  elect(): Promise<void> {
    return this.ask('ElectLeaders', { electionType: 0, topicPartitions: null, timeoutMs: 5000 })
  }

  configure(): Promise<void> {
    const { random } = this.room
    const value = String(random.pick([2000, 5000, 1_000_000]))
    const configs = [{ name: 'internal.segment.bytes', configOperation: 0, value }]
    const resources = [{ resourceType: 2, resourceName: TOPIC, configs }]
    return this.ask('IncrementalAlterConfigs', { resources, validateOnly: false })
  }
}

const ACTS: readonly Act[] = [
  (operator) => operator.create(),
  (operator) => operator.create(),
  (operator) => operator.delete(),
  (operator) => operator.grow(),
  (operator) => operator.reassign(),
  (operator) => operator.reassign(),
  (operator) => operator.elect(),
  (operator) => operator.configure(),
]

const ACTS_OF_DIRS: readonly Act[] = [...ACTS, ...Array<Act>(6).fill((operator) => operator.moveDirs())]

function shuffled(all: readonly number[], float: () => number): number[] {
  return all
    .map((one) => ({ one, key: float() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)
}
