/** The configuration of one process: server.properties, and over it what was set through the controller. */
import { BROKER_CONFIGS, parseBrokerConfig, type ReplicationRate } from '../metadata/broker-config-def.ts'
import type { BrokerConfigName } from '../metadata/broker-config-table.ts'
import { ConfigError, type ConfigValue } from '../metadata/config-value.ts'
import { topicDefaults } from '../metadata/topic-config-synonyms.ts'

/** Where a value comes from, with the numbers of DescribeConfigs. */
export const ConfigSource = {
  TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
} as const

/** A value of a broker config and its source. */
export interface SourcedValue {
  readonly name: string
  readonly value: string
  readonly source: number
}

/** An address that a process listens on, or tells others. */
export interface ListenerConfig {
  readonly name: string
  readonly host: string
  readonly port: number
}

/** A member of `controller.quorum.voters`, or of `controller.quorum.bootstrap.servers` (whose id is not known: −1). */
export interface QuorumAddress {
  readonly id: number
  readonly host: string
  readonly port: number
}

const NOTHING: ReadonlyMap<string, string> = new Map()

/** Typed reading of broker configs. Dynamic values take effect with {@link setDynamic}; read anew rather than keep. */
export class BrokerConfig {
  private clusterDynamic = NOTHING
  private brokerDynamic = NOTHING
  private readonly parsed = new Map<string, ConfigValue | null>()

  /** Throws ConfigError for a value that its type or range does not allow. */
  constructor(private readonly properties: ReadonlyMap<string, string>) {
    for (const [name, value] of properties) parseBrokerConfig(name, value)
  }

  /** Puts the configs set through the controller in place: cluster-wide ones and this broker's own. */
  setDynamic(cluster: ReadonlyMap<string, string>, broker: ReadonlyMap<string, string>): void {
    this.clusterDynamic = cluster
    this.brokerDynamic = broker
    this.parsed.clear()
  }

  /** All values of a config, the one in force first. */
  sources(name: string): SourcedValue[] {
    const def = BROKER_CONFIGS.get(name)
    const layers: [string | null | undefined, number][] = [
      [this.brokerDynamic.get(name), ConfigSource.DYNAMIC_BROKER_CONFIG],
      [this.clusterDynamic.get(name), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG],
      [this.staticValue(name), ConfigSource.STATIC_BROKER_CONFIG],
      [def?.defaultValue, ConfigSource.DEFAULT_CONFIG],
    ]
    return layers.flatMap(([value, source]) => (value === null || value === undefined ? [] : [{ name, value, source }]))
  }

  /** Names of everything set in the properties file or through the controller that Kafka does not know. */
  unknownNames(): string[] {
    const names = [...this.properties.keys(), ...this.clusterDynamic.keys(), ...this.brokerDynamic.keys()]
    return [...new Set(names)].filter((name) => !BROKER_CONFIGS.has(name))
  }

  private staticValue(name: string): string | undefined {
    const given = this.properties.get(name)
    if (given !== undefined) return given
    // broker.id and node.id are two names of one config.
    if (name === 'broker.id') return this.properties.get('node.id')
    if (name === 'node.id') return this.properties.get('broker.id')
    return undefined
  }

  /** The text in force; null: not set and no default. */
  text(name: string): string | null {
    return this.sources(name)[0]?.value ?? null
  }

  private value(name: BrokerConfigName): ConfigValue | null {
    let value = this.parsed.get(name)
    if (value === undefined) {
      const text = this.text(name)
      value = text === null ? null : parseBrokerConfig(name, text)
      this.parsed.set(name, value)
    }
    return value
  }

  number(name: BrokerConfigName): number {
    return this.typed(name, 'number') as number
  }

  boolean(name: BrokerConfigName): boolean {
    return this.typed(name, 'boolean') as boolean
  }

  string(name: BrokerConfigName): string | null {
    const value = this.value(name)
    return value === null ? null : String(value)
  }

  list(name: BrokerConfigName): readonly string[] {
    return (this.value(name) ?? []) as readonly string[]
  }

  private typed(name: BrokerConfigName, type: 'number' | 'boolean'): ConfigValue {
    const value = this.value(name)
    if (typeof value !== type)
      throw new ConfigError(`Missing required configuration "${name}" which has no default value.`)
    return value as ConfigValue
  }

  /** Bytes per second; Infinity: no limit is set. */
  replicationRate(name: ReplicationRate): number {
    const text = this.text(name)
    return text === null ? Number.POSITIVE_INFINITY : Number(text)
  }

  get nodeId(): number {
    return this.number('node.id')
  }

  hasRole(role: 'broker' | 'controller'): boolean {
    return this.list('process.roles').includes(role)
  }

  /** Folders of the logs; the first also holds the metadata log unless `metadata.log.dir` says otherwise. */
  get logDirs(): readonly string[] {
    const dirs = this.list('log.dirs')
    return dirs.length > 0 ? dirs : this.list('log.dir')
  }

  get metadataLogDir(): string {
    return this.string('metadata.log.dir') ?? (this.logDirs[0] as string)
  }

  get controllerListenerNames(): readonly string[] {
    return this.list('controller.listener.names')
  }

  /** What this process listens on; host '' is all addresses. */
  get listeners(): ListenerConfig[] {
    return this.list('listeners').map(parseListener)
  }

  /** What this process tells others; where nothing is advertised, what it listens on. */
  get advertisedListeners(): ListenerConfig[] {
    const advertised = this.list('advertised.listeners').map(parseListener)
    const names = new Set(advertised.map(({ name }) => name))
    return [...advertised, ...this.listeners.filter(({ name }) => !names.has(name))]
  }

  get interBrokerListenerName(): string {
    return this.string('inter.broker.listener.name') ?? this.string('security.inter.broker.protocol') ?? 'PLAINTEXT'
  }

  /** Security protocol number of a listener. Throws ConfigError for one that is not in the map. */
  securityProtocol(listener: string): number {
    const entries = (this.string('listener.security.protocol.map') ?? '').split(',')
    const map = new Map(entries.map((entry) => entry.trim().split(':') as [string, string]))
    const stock = this.properties.has('listener.security.protocol.map') ? undefined : 'PLAINTEXT'
    const protocol = map.get(listener) ?? (this.controllerListenerNames.includes(listener) ? stock : undefined)
    const number = protocol === undefined ? -1 : SECURITY_PROTOCOLS.indexOf(protocol)
    if (number < 0)
      throw new ConfigError(`No security protocol defined for listener ${listener} in listener.security.protocol.map`)
    return number
  }

  /** Voters of a static quorum, of those with one id the last; empty for a dynamic one. Throws ConfigError. */
  get quorumVoters(): QuorumAddress[] {
    const voters = this.list('controller.quorum.voters').map(parseVoter)
    return [...new Map(voters.map((voter) => [voter.id, voter])).values()]
  }

  /** Where to find the quorum: the voters, or the bootstrap servers of a dynamic quorum. */
  get quorumAddresses(): QuorumAddress[] {
    const voters = this.quorumVoters
    if (voters.length > 0) return voters
    return this.list('controller.quorum.bootstrap.servers').map((text) => {
      const match = /^(.+):(\d+)$/.exec(text)
      if (!match)
        throw new ConfigError(
          `Failed to parse host name from ${text} for the configuration controller.quorum.bootstrap.servers. Each entry should be in the form "{host}:{port}"`,
        )
      return { id: -1, host: match[1] as string, port: Number(match[2]) }
    })
  }

  /** The configs of a topic that has none of its own, as texts by topic config name. */
  topicDefaults(): Map<string, string> {
    return topicDefaults((name) => this.text(name))
  }
}

function parseVoter(text: string): QuorumAddress {
  const form = 'Each entry should be in the form `{id}@{host}:{port}`.'
  const [, id, address = ''] = /^([^@]*)@(.*)$/.exec(text) ?? []
  if (id === undefined) throw new ConfigError(`Invalid configuration value for controller.quorum.voters. ${form}`)
  if (!/^[+-]?\d+$/.test(id)) throw new ConfigError(`Failed to parse voter ID as an integer from ${id}`)
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? []
  if (host === undefined)
    throw new ConfigError(
      `Failed to parse host name from entry ${text} for the configuration controller.quorum.voters. ${form}`,
    )
  return { id: Number(id), host, port: Number(port) }
}

const SECURITY_PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

function parseListener(text: string): ListenerConfig {
  const match = /^([A-Za-z0-9_]+):\/\/\[?([^\]]*)\]?:(-?\d+)$/.exec(text)
  if (!match) throw new ConfigError(`Unable to parse ${text} to a broker endpoint`)
  return { name: (match[1] as string).toUpperCase(), host: match[2] as string, port: Number(match[3]) }
}
