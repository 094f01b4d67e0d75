/** Configurations of topics, brokers and groups. */
import type { ResponseOf } from '../protocol/frame.ts'
import { type AdminCalls, type CallOptions, outcomeOf, type Target } from './admin-calls.ts'
import type { Outcome } from './keyed-result.ts'

/** What a configuration belongs to, with Kafka's type numbers. */
export const RESOURCE_TYPES = {
  TOPIC: 2,
  BROKER: 4,
  BROKER_LOGGER: 8,
  CLIENT_METRICS: 16,
  GROUP: 32,
} as const

export type ResourceType = keyof typeof RESOURCE_TYPES

/** `name` of a BROKER is its node id; '' is the default for all brokers. */
export interface ConfigResource {
  readonly type: ResourceType
  readonly name: string
}

/** `TOPIC:orders`: the key of a resource in results. */
export function resourceKey({ type, name }: ConfigResource): string {
  return `${type}:${name}`
}

/** Where a value comes from, by Kafka's number. */
const SOURCES = [
  'UNKNOWN',
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
  'DYNAMIC_BROKER_LOGGER_CONFIG',
  'DYNAMIC_CLIENT_METRICS_CONFIG',
  'DYNAMIC_GROUP_CONFIG',
] as const

export type ConfigSource = (typeof SOURCES)[number]

export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

export interface ConfigEntry {
  readonly name: string
  /** Null when sensitive. */
  readonly value: string | null
  readonly source: ConfigSource
  readonly isDefault: boolean
  readonly isSensitive: boolean
  readonly isReadOnly: boolean
  readonly synonyms: readonly ConfigSynonym[]
  readonly documentation: string | null
}

/** Entries by resource key, in the broker's order. */
export async function describeConfigs(
  calls: AdminCalls,
  resources: readonly ConfigResource[],
  options: CallOptions & { includeSynonyms?: boolean; includeDocumentation?: boolean } = {},
): Promise<Map<string, Outcome<readonly ConfigEntry[]>>> {
  const outcomes = new Map<string, Outcome<readonly ConfigEntry[]>>()
  for (const [target, group] of byTarget(resources)) {
    const body = await calls.request(
      'describeConfigs',
      target,
      'DescribeConfigs',
      {
        resources: group.map((resource) => ({ ...wire(resource), configurationKeys: null })),
        includeSynonyms: options.includeSynonyms ?? false,
        includeDocumentation: options.includeDocumentation ?? false,
      },
      options,
    )
    for (const result of body.results) {
      const key = resourceKey({ type: typeName(result.resourceType), name: result.resourceName })
      outcomes.set(
        key,
        outcomeOf(result.errorCode, result.errorMessage, () => result.configs.map(entry)),
      )
    }
  }
  return outcomes
}

function entry(config: ResponseOf<'DescribeConfigs'>['results'][number]['configs'][number]): ConfigEntry {
  const source = SOURCES[config.configSource] ?? 'UNKNOWN'
  return {
    name: config.name,
    value: config.value,
    source,
    isDefault: source === 'DEFAULT_CONFIG',
    isSensitive: config.isSensitive,
    isReadOnly: config.readOnly,
    synonyms: config.synonyms.map((s) => ({ name: s.name, value: s.value, source: SOURCES[s.source] ?? 'UNKNOWN' })),
    documentation: config.documentation,
  }
}

const OPERATIONS = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const

/** One change of one key. */
export interface AlterConfigOp {
  readonly name: string
  readonly op: keyof typeof OPERATIONS
  readonly value?: string
}

/** A resource and its changes. */
export interface ConfigChange extends ConfigResource {
  readonly ops: readonly AlterConfigOp[]
}

export async function incrementalAlterConfigs(
  calls: AdminCalls,
  changes: readonly ConfigChange[],
  options: CallOptions & { validateOnly?: boolean } = {},
): Promise<Map<string, Outcome<void>>> {
  const outcomes = new Map<string, Outcome<void>>()
  for (const [target, group] of byTarget(changes)) {
    const resources = group.map((change) => ({
      ...wire(change),
      configs: change.ops.map(({ name, op, value }) => ({
        name,
        configOperation: OPERATIONS[op],
        value: value ?? null,
      })),
    }))
    const validateOnly = options.validateOnly ?? false
    const request = { resources, validateOnly }
    const body = await calls.request('incrementalAlterConfigs', target, 'IncrementalAlterConfigs', request, options)
    for (const result of body.responses) {
      const key = resourceKey({ type: typeName(result.resourceType), name: result.resourceName })
      outcomes.set(
        key,
        outcomeOf(result.errorCode, result.errorMessage, () => undefined),
      )
    }
  }
  return outcomes
}

function wire({ type, name }: ConfigResource): { resourceType: number; resourceName: string } {
  return { resourceType: RESOURCE_TYPES[type], resourceName: name }
}

function typeName(number: number): ResourceType {
  const found = Object.entries(RESOURCE_TYPES).find(([, value]) => value === number)
  return (found?.[0] ?? 'TOPIC') as ResourceType
}

/** Configs of one broker and its loggers are asked of that broker, all others of any. */
function byTarget<T extends ConfigResource>(resources: readonly T[]): Map<Target, T[]> {
  const groups = new Map<Target, T[]>()
  for (const resource of resources) {
    const ofBroker = (resource.type === 'BROKER' || resource.type === 'BROKER_LOGGER') && resource.name !== ''
    const target: Target = ofBroker ? Number(resource.name) : 'any'
    groups.set(target, [...(groups.get(target) ?? []), resource])
  }
  return groups
}

/** Resources that have dynamic configs (KIP-1142). */
export async function listConfigResources(
  calls: AdminCalls,
  types: readonly ResourceType[],
  options: CallOptions = {},
): Promise<readonly ConfigResource[]> {
  const resourceTypes = types.map((type) => RESOURCE_TYPES[type])
  const body = await calls.request('listConfigResources', 'any', 'ListConfigResources', { resourceTypes }, options)
  return body.configResources.map((resource) => ({
    type: typeName(resource.resourceType),
    name: resource.resourceName,
  }))
}
