/** Plays scripts of group members against a coordinator and writes down what happens: the notation of the tests. */
import { fromUtf8, utf8 } from '../base/utf8.ts'
import { ZERO_UUID } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { encode } from '../protocol/codec.ts'
import { errorName } from '../protocol/errors.ts'
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../protocol/messages/consumer-protocol.ts'
import { GROUP_COORDINATOR_DEFAULTS, type GroupCoordinatorConfig } from './config.ts'
import { assignedIn } from './group/consumer-metadata.ts'
import { GroupCoordinator } from './group-coordinator.ts'
import { MemoryWriter } from './memory-writer.ts'

/** Virtual time of the simulator, as far as a script needs it. */
export interface VirtualTime {
  readonly now: number
  run(forMs: number): Promise<void>
}

type Options = Readonly<Record<string, string>>

const GROUP = 'g'

/**
 * Commands, one a line: `join m [i=instance] [p=range,sticky] [s=session] [r=rebalance] [v=version] [t=topics] [o=owned]`,
 * `sync leader m=A n=t-0+t-1`, `beat m`, `leave m…` (`i=instance`), `commit m t-0=5`, `fetch t-0`, `forget t-0`, `delete`,
 * `wait ms`, `reload`, `hold`, `release`, `refuse code`. Members are called by the name that they joined under, whatever id
 * they got.
 */
export class Transcript {
  readonly writer = new MemoryWriter()
  readonly lines: string[] = []
  coordinator: GroupCoordinator
  private readonly ids = new Map<string, string>()
  private readonly generations = new Map<string, number>()
  private readonly config: GroupCoordinatorConfig

  private constructor(
    private readonly env: Env,
    private readonly time: VirtualTime,
    config: Partial<GroupCoordinatorConfig>,
  ) {
    this.config = { ...GROUP_COORDINATOR_DEFAULTS, ...config }
    this.coordinator = this.start()
  }

  static async open(env: Env, time: VirtualTime, config: Partial<GroupCoordinatorConfig> = {}): Promise<Transcript> {
    const transcript = new Transcript(env, time, config)
    await transcript.coordinator.elected(0, 0)
    return transcript
  }

  private start(): GroupCoordinator {
    return new GroupCoordinator(this.env, this.config, this.writer, () => 1)
  }

  /** Runs the commands and gives the lines written since. */
  async play(script: string): Promise<string[]> {
    const from = this.lines.length
    for (const line of script.split('\n').map((text) => text.trim())) if (line !== '') await this.command(line)
    return this.lines.slice(from)
  }

  private async command(line: string): Promise<void> {
    const [verb, ...words] = line.split(/\s+/)
    const run = this.verbs[verb as string]
    if (!run) throw new TypeError(`no command ${verb}`)
    await run(words)
    await this.time.run(0)
  }

  private readonly verbs: Readonly<Record<string, (words: string[]) => void | Promise<void>>> = {
    join: ([name, ...rest]) => this.join(name as string, optionsOf(rest)),
    sync: ([name, ...rest]) => this.sync(name as string, optionsOf(rest)),
    beat: ([name, ...rest]) => this.beat(name as string, optionsOf(rest)),
    leave: (names) => this.leave(names),
    commit: ([name, ...rest]) => this.commit(name as string, optionsOf(rest)),
    fetch: (places) => this.fetchOffsets(places),
    forget: (places) => this.forget(places),
    delete: () => this.tell('group', this.coordinator.deleteGroup(GROUP).then(errorName)),
    wait: ([ms]) => this.time.run(Number(ms)),
    reload: () => this.reload(),
    hold: () => {
      this.writer.holdCommits = true
    },
    release: () => {
      this.writer.holdCommits = false
      this.writer.commit()
    },
    refuse: ([code]) => {
      this.writer.refuseWith = code === undefined ? null : (Number(code) as never)
    },
  }

  private tell(who: string, what: Promise<string>): void {
    void what.then((text) => this.lines.push(`${this.time.now} ${who} ← ${text}`))
  }

  /** The name under which a member joined. */
  nameOf(memberId: string): string {
    for (const [name, id] of this.ids) if (id === memberId) return name
    return memberId.replace(/-[0-9a-f-]{36}$/, '?')
  }

  private join(name: string, options: Options): void {
    this.tell(name, this.joining(name, options))
  }

  /** Joins as clients do: again with the id when one is required. */
  private async joining(name: string, options: Options): Promise<string> {
    const request = {
      groupId: GROUP,
      sessionTimeoutMs: Number(options.s ?? 10_000),
      rebalanceTimeoutMs: Number(options.r ?? 60_000),
      memberId: options.id ?? this.ids.get(name) ?? '',
      groupInstanceId: options.i ?? null,
      protocolType: options.type ?? 'consumer',
      protocols: (options.p ?? 'range').split(',').map((protocol) => ({
        name: protocol,
        metadata: subscription(options),
      })),
      reason: null,
    }
    const from = { version: Number(options.v ?? 9), clientId: name, clientHost: '/127.0.0.1' }
    const joined = await this.coordinator.joinGroup(from, request)
    if (joined.memberId !== '') this.ids.set(name, joined.memberId)
    if (errorName(joined.errorCode) === 'MEMBER_ID_REQUIRED' && options.once === undefined)
      return this.joining(name, options)
    if (errorName(joined.errorCode) === 'UNKNOWN_MEMBER_ID') this.ids.delete(name)
    if (joined.errorCode !== 0) return errorName(joined.errorCode)
    this.generations.set(name, joined.generationId)
    const members = joined.members.map(({ memberId }) => this.nameOf(memberId)).join(',')
    const skip = joined.skipAssignment ? ' skip' : ''
    return `gen ${joined.generationId} ${joined.protocolName} leader ${this.nameOf(joined.leader)} [${members}]${skip}`
  }

  /** Who the member is, as it last learned it. */
  private claim(name: string, options: Options = {}) {
    return {
      groupId: GROUP,
      generationId: Number(options.gen ?? this.generations.get(name) ?? -1),
      memberId: this.ids.get(name) ?? name,
      groupInstanceId: options.i ?? null,
    }
  }

  private sync(name: string, plan: Options): void {
    const assignments = Object.entries(plan)
      .filter(([member]) => this.ids.has(member))
      .map(([member, text]) => ({ memberId: this.ids.get(member) as string, assignment: assignmentOf(text) }))
    const request = { ...this.claim(name, plan), protocolType: null, protocolName: null, assignments }
    this.tell(
      name,
      this.coordinator
        .syncGroup(request)
        .then(({ errorCode, assignment }) => (errorCode ? errorName(errorCode) : `assigned ${this.told(assignment)}`)),
    )
  }

  private told(assignment: Uint8Array): string {
    const partitions = assignedIn(assignment)
    return partitions.length > 0 ? partitions.join('+') : fromUtf8(assignment)
  }

  private beat(name: string, options: Options): void {
    this.tell(name, Promise.resolve(errorName(this.coordinator.heartbeat(this.claim(name, options)))))
  }

  private leave(names: readonly string[]): void {
    const members = names.map((name) => ({
      memberId: name.startsWith('i=') ? '' : (this.ids.get(name) ?? name),
      groupInstanceId: name.startsWith('i=') ? name.slice(2) : null,
      reason: null,
    }))
    const left = this.coordinator.leaveGroup(GROUP, members)
    this.tell(
      names.join(','),
      left.then((answer) => answer.members.map(({ errorCode }) => `left ${errorName(errorCode)}`).join(',')),
    )
  }

  private commit(name: string, places: Options): void {
    const { i = null, gen, ...offsets } = places
    const { generationId, memberId, groupId } = this.claim(name, gen === undefined ? {} : { gen })
    const partitions = Object.entries(offsets).map(([place, offset]) => ({
      ...placeOf(place),
      topicId: ZERO_UUID,
      offset: Number(offset),
      leaderEpoch: -1,
      metadata: '',
    }))
    const outside = name === '-'
    const commit = {
      groupId,
      generation: outside ? -1 : generationId,
      memberId: outside ? '' : memberId,
      groupInstanceId: i,
      retentionTimeMs: -1,
      version: 9,
      partitions,
    }
    this.tell(
      name,
      this.coordinator.commitOffsets(commit).then((errors) => errors.map(errorName).join(',')),
    )
  }

  private fetchOffsets(places: readonly string[]): void {
    const fetched = this.coordinator.fetchOffsets(GROUP, places.length === 0 ? null : places.map(placeOf))
    this.tell(
      'fetch',
      fetched.then((found) =>
        typeof found === 'number'
          ? errorName(found)
          : found.map(({ topic, partition, committed }) => `${topic}-${partition}=${committed?.offset}`).join(' '),
      ),
    )
  }

  private forget(places: readonly string[]): void {
    const answer = this.coordinator.deleteOffsets(GROUP, places.map(placeOf))
    this.tell(
      'forget',
      answer.then((error) => (typeof error === 'number' ? errorName(error) : error.map(errorName).join(','))),
    )
  }

  /** Another broker, or this one after a restart, takes over: nothing but the log is left. */
  private async reload(): Promise<void> {
    this.coordinator.shutdown()
    this.coordinator = this.start()
    await this.coordinator.elected(0, 1)
  }
}

function optionsOf(words: readonly string[]): Options {
  return Object.fromEntries(words.map((word) => word.split('=') as [string, string]))
}

function placeOf(place: string): { topic: string; partition: number } {
  const at = place.lastIndexOf('-')
  return { topic: place.slice(0, at), partition: Number(place.slice(at + 1)) }
}

/** A consumer's subscription, version 1, with user data to make it differ. */
function subscription({ t = 't', u = '', o = '' }: Options): Uint8Array {
  const owned = placesOf(o)
  return versioned(
    1,
    encode(ConsumerProtocolSubscription, 1, { topics: t.split(','), userData: utf8(u), ownedPartitions: owned }),
  )
}

/** An assignment: partitions (`t-0+t-1`) as consumers write them, any other word as it is. */
function assignmentOf(text: string): Uint8Array {
  const places = placesOf(text)
  if (places.length === 0) return utf8(text)
  return versioned(1, encode(ConsumerProtocolAssignment, 1, { assignedPartitions: places, userData: null }))
}

function placesOf(text: string): { topic: string; partitions: number[] }[] {
  const places = text.split('+').filter((place) => /-\d+$/.test(place))
  return places.map(placeOf).map(({ topic, partition }) => ({ topic, partitions: [partition] }))
}

function versioned(version: number, body: Uint8Array): Uint8Array {
  return Uint8Array.from([0, version, ...body])
}
