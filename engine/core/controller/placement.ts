/**
 * Which brokers get the replicas of new partitions (`StripedReplicaPlacer.java`): racks and the brokers in them are gone
 * round with random starts, so that leaders and replicas spread evenly and no rack is used twice before all are.
 */
import type { Random } from '../env/env.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { ApiError } from './decision.ts'

/** A broker that may get replicas. */
export interface UsableBroker {
  readonly id: number
  readonly rack: string | null
  readonly fenced: boolean
}

/** Replica lists of `count` new partitions. Throws ApiError where there are too few brokers. */
export function placeReplicas(
  random: Pick<Random, 'float'>,
  brokers: readonly UsableBroker[],
  { count, replicationFactor }: { count: number; replicationFactor: number },
): number[][] {
  checkReplicationFactor(brokers, replicationFactor)
  const racks = new RackList(random, brokers)
  return Array.from({ length: count }, () => racks.place(replicationFactor))
}

function checkReplicationFactor(brokers: readonly UsableBroker[], factor: number): void {
  const refuse = (message: string, code: ErrorCode = Errors.INVALID_REPLICATION_FACTOR) => {
    throw new ApiError(code, message)
  }
  if (factor <= 0) refuse(`Invalid replication factor ${factor}: the replication factor must be positive.`)
  if (!brokers.some(({ fenced }) => !fenced)) {
    refuse('All brokers are currently fenced, or have all their log directories cordoned.')
  }
  if (factor > brokers.length)
    refuse(
      `The target replication factor of ${factor} cannot be reached because only ${brokers.length} broker(s) are registered or some brokers have all their log directories cordoned.`,
    )
}

/** A list that is gone round, starting one further each epoch. */
class Round {
  private offset = 0
  constructor(
    private readonly random: Pick<Random, 'float'>,
    private readonly ids: number[],
  ) {}

  get size(): number {
    return this.ids.length
  }

  /** A new random order and start. */
  shuffle(): void {
    for (let i = this.ids.length - 1; i > 0; i--) {
      const j = Math.floor(this.random.float() * (i + 1))
      ;[this.ids[i], this.ids[j]] = [this.ids[j] as number, this.ids[i] as number]
    }
  }

  start(offset: number): void {
    this.offset = offset
  }

  advance(): void {
    this.offset = this.ids.length === 0 ? 0 : (this.offset + 1) % this.ids.length
  }

  /** The index-th from where the round stands; undefined past the end. */
  at(index: number): number | undefined {
    return index < this.ids.length ? this.ids[(this.offset + index) % this.ids.length] : undefined
  }
}

class Rack {
  private readonly unfenced: Round
  private readonly fenced: Round
  private taken = 0
  private takenFenced = 0

  constructor(random: Pick<Random, 'float'>, brokers: readonly UsableBroker[]) {
    const ids = (fenced: boolean) => brokers.filter((broker) => broker.fenced === fenced).map(({ id }) => id)
    this.unfenced = new Round(
      random,
      ids(false).sort((a, b) => a - b),
    )
    this.fenced = new Round(
      random,
      ids(true).sort((a, b) => a - b),
    )
    for (const round of [this.unfenced, this.fenced]) round.start(Math.floor(random.float() * Math.max(1, round.size)))
  }

  get unfencedSize(): number {
    return this.unfenced.size
  }

  shuffle(): void {
    this.unfenced.shuffle()
    this.fenced.shuffle()
  }

  beginPartition(advance: boolean): void {
    this.taken = 0
    this.takenFenced = 0
    if (!advance) return
    this.unfenced.advance()
    this.fenced.advance()
  }

  nextUnfenced(): number | undefined {
    const id = this.unfenced.at(this.taken)
    if (id !== undefined) this.taken++
    return id
  }

  next(): number | undefined {
    return this.nextUnfenced() ?? this.fenced.at(this.takenFenced++)
  }
}

class RackList {
  private readonly racks: Rack[]
  private readonly unfencedCount: number
  private start: number
  private placed = 0

  constructor(random: Pick<Random, 'float'>, brokers: readonly UsableBroker[]) {
    const names = [...new Set(brokers.map(({ rack }) => rack))].sort((a, b) => (a ?? '').localeCompare(b ?? ''))
    this.racks = names.map(
      (name) =>
        new Rack(
          random,
          brokers.filter(({ rack }) => rack === name),
        ),
    )
    this.start = Math.floor(random.float() * this.racks.length)
    this.unfencedCount = brokers.filter(({ fenced }) => !fenced).length
  }

  place(replicationFactor: number): number[] {
    const shuffleNow = this.placed > 0 && this.placed % this.unfencedCount === 0
    if (shuffleNow) for (const rack of this.racks) rack.shuffle()
    for (const rack of this.racks) rack.beginPartition(this.placed > 0)
    if (this.placed > 0) this.start = (this.start + 1) % this.racks.length
    this.placed++
    return this.gather(replicationFactor)
  }

  private gather(count: number): number[] {
    const replicas: number[] = []
    let at = this.start
    // The leader must be unfenced; racks without an unfenced broker are passed over for it.
    for (let tries = 0; replicas.length === 0 && tries < this.racks.length; tries++, at++) {
      const leader = this.rackAt(at).nextUnfenced()
      if (leader !== undefined) replicas.push(leader)
    }
    while (replicas.length < count) {
      const id = this.rackAt(at++).next()
      if (id !== undefined) replicas.push(id)
    }
    return replicas
  }

  private rackAt(index: number): Rack {
    return this.racks[index % this.racks.length] as Rack
  }
}
