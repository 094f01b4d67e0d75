/** IncrementalAlterConfigs and AlterConfigs (`ConfigurationControlManager.java`, facts §5). */
import { topicConfigError } from '../log/topic-config-check.ts'
import { BROKER_CONFIGS, parseBrokerConfig } from '../metadata/broker-config-def.ts'
import { ConfigError } from '../metadata/config-value.ts'
import { ConfigResource } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { CLIENT_METRICS_CONFIGS, checkClientMetrics } from './client-metrics.ts'
import { ApiError, type ControllerState, type Decision, elrEnabled } from './decision.ts'
import { groupConfigError } from './group-configs.ts'
import { topicNameError } from './topic-names.ts'

const Operation = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const
const MIN_ISR = 'min.insync.replicas'

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

/** New values of a resource's configs; null deletes. */
type Changes = ReadonlyMap<string, string | null>

/** IncrementalAlterConfigs: each resource is changed as a whole or not at all. */
export function incrementalAlterConfigs(
  state: ControllerState,
  request: RequestOf<'IncrementalAlterConfigs'>,
): Decision<ResponseInit<'IncrementalAlterConfigs'>> {
  return alter(state, request, (resource) => incrementalChanges(state, resource))
}

/** AlterConfigs: what is not given is removed. */
export function alterConfigs(
  state: ControllerState,
  request: RequestOf<'AlterConfigs'>,
): Decision<ResponseInit<'AlterConfigs'>> {
  return alter(state, request, ({ resourceType, resourceName, configs }) => {
    const changes = new Map<string, string | null>()
    for (const name of state.image.configsOf(resourceType, resourceName).keys()) changes.set(name, null)
    for (const { name, value } of configs) {
      if (value === null) throw new ApiError(Errors.INVALID_REQUEST, `Null value not supported for : ${name}`)
      changes.set(name, value)
    }
    return changes
  })
}

function alter<R extends Resource>(
  state: ControllerState,
  request: { readonly resources: readonly R[]; readonly validateOnly: boolean },
  changesOf: (resource: R) => Changes,
) {
  const records: MetadataRecord[] = []
  const responses = request.resources.map((resource) => {
    const { resourceType, resourceName } = resource
    try {
      if (request.resources.filter((other) => isSame(other, resource)).length > 1)
        throw new ApiError(Errors.INVALID_REQUEST, 'Each resource must appear at most once.')
      const changes = changesOf(resource)
      checkName(resource)
      const ofThis = configRecords(state, resource, changes)
      // Values are looked at before it is asked whether there is such a resource.
      checkExists(state, resource)
      records.push(...ofThis)
      return { errorCode: Errors.NONE, errorMessage: null, resourceType, resourceName }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { errorCode: error.code, errorMessage: error.text, resourceType, resourceName }
    }
  })
  return { records: request.validateOnly ? [] : records, response: { responses } }
}

function isSame(a: Resource, b: Resource): boolean {
  return a.resourceType === b.resourceType && a.resourceName === b.resourceName
}

function checkExists({ image }: ControllerState, { resourceType, resourceName }: Resource): void {
  if (resourceType === ConfigResource.TOPIC && !image.topicIds.has(resourceName))
    throw new ApiError(Errors.UNKNOWN_TOPIC_OR_PARTITION, `The topic '${resourceName}' does not exist.`)
  const isUnknownBroker = resourceName !== '' && !image.brokers.has(Number(resourceName))
  if (resourceType === ConfigResource.BROKER && isUnknownBroker)
    throw new ApiError(Errors.BROKER_ID_NOT_REGISTERED, `No node with id ${resourceName} found.`)
}

function checkName({ resourceType, resourceName }: Resource): void {
  switch (resourceType) {
    case ConfigResource.TOPIC:
      return checkTopicName(resourceName)
    case ConfigResource.BROKER:
      if (/^([+-]?\d+)?$/.test(resourceName)) return
      throw new ApiError(Errors.INVALID_REQUEST, 'Unable to parse broker name as a base 10 number.')
    case ConfigResource.BROKER_LOGGER:
      throw new ApiError(Errors.INVALID_REQUEST, 'Unexpected resource type BROKER_LOGGER.')
    case ConfigResource.GROUP:
      if (resourceName === '') throw new ApiError(Errors.INVALID_REQUEST, 'Default group resources are not allowed.')
      return
    case ConfigResource.CLIENT_METRICS:
      if (resourceName === '') throw new ApiError(Errors.INVALID_REQUEST, "Subscription name can't be empty")
      return
    default:
      throw new ApiError(Errors.UNSUPPORTED_VERSION, `Unknown resource type ${resourceType}.`)
  }
}

function checkTopicName(name: string): void {
  if (name === '') throw new ApiError(Errors.INVALID_REQUEST, 'Default topic resources are not allowed.')
  const invalid = topicNameError(name)
  if (invalid !== null) throw new ApiError(Errors.INVALID_TOPIC_EXCEPTION, invalid)
}

type Incremental = RequestOf<'IncrementalAlterConfigs'>['resources'][number]

function incrementalChanges(state: ControllerState, resource: Incremental): Changes {
  const changes = new Map<string, string | null>()
  for (const { name, configOperation, value } of resource.configs) {
    if (changes.has(name)) throw new ApiError(Errors.INVALID_REQUEST, 'Error due to duplicate config keys')
    if (value === null && configOperation !== Operation.DELETE)
      throw new ApiError(Errors.INVALID_REQUEST, `Null value not supported for : ${name}`)
    changes.set(name, newValue(state, resource, { name, configOperation, value }))
  }
  return changes
}

function newValue(state: ControllerState, resource: Resource, config: Incremental['configs'][number]): string | null {
  const { name, configOperation, value } = config
  if (configOperation === Operation.SET) return value
  if (configOperation === Operation.DELETE) return null
  if (configOperation !== Operation.APPEND && configOperation !== Operation.SUBTRACT)
    throw new ApiError(Errors.UNKNOWN_SERVER_ERROR)
  const operation = configOperation === Operation.APPEND ? 'APPEND' : 'SUBTRACT'
  if (!isList(state, resource.resourceType, name))
    throw new ApiError(Errors.INVALID_CONFIG, `Can't ${operation} to key ${name} because its type is not LIST.`)
  return listAfter(currentList(state, resource, name), operation, (value ?? '').split(','))
}

function isList({ config }: ControllerState, resourceType: number, name: string): boolean {
  if (resourceType === ConfigResource.BROKER) return BROKER_CONFIGS.get(name)?.type === 'LIST'
  if (resourceType === ConfigResource.TOPIC) return config.isListConfig(name) === true
  return CLIENT_METRICS_CONFIGS.some((known) => known.name === name && known.type === 'LIST')
}

function currentList(state: ControllerState, { resourceType, resourceName }: Resource, name: string): string[] {
  const own = state.image.configsOf(resourceType, resourceName).get(name)
  const text = own ?? state.config.topicDefaults.get(name)?.value ?? ''
  return text.split(',').filter((part) => part !== '')
}

function listAfter(list: readonly string[], operation: 'APPEND' | 'SUBTRACT', parts: readonly string[]): string {
  const kept = operation === 'APPEND' ? [...new Set([...list, ...parts])] : list.filter((part) => !parts.includes(part))
  return kept.join(',')
}

function configRecords(state: ControllerState, resource: Resource, changes: Changes): MetadataRecord[] {
  const { resourceType, resourceName } = resource
  const before = state.image.configsOf(resourceType, resourceName)
  const after = new Map(before)
  for (const [name, value] of changes) {
    if (value === null) after.delete(name)
    else after.set(name, value)
  }
  checkValues(state, resource, changes, after)
  // Unchanged values make no record, except for brokers, which reread files named in their configs.
  const records = [...changes]
    .filter(([name, value]) => resourceType === ConfigResource.BROKER || (before.get(name) ?? null) !== value)
    .map(([name, value]) => metadataRecord('ConfigRecord', 0, { resourceType, resourceName, name, value }))
  return [...records, ...clearElr(state, resource, changes)]
}

function checkValues(
  state: ControllerState,
  { resourceType, resourceName }: Resource,
  changes: Changes,
  after: ReadonlyMap<string, string>,
): void {
  if (resourceType === ConfigResource.TOPIC) {
    const error = topicConfigError(after)
    if (error !== null) throw new ApiError(Errors.INVALID_CONFIG, error)
  } else if (resourceType === ConfigResource.GROUP) {
    const error = groupConfigError(after, state.config.brokerValue)
    if (error !== null) throw new ApiError(Errors.INVALID_CONFIG, error)
  } else if (resourceType === ConfigResource.CLIENT_METRICS) {
    checkClientMetrics(after)
  } else if (resourceType === ConfigResource.BROKER) {
    checkBrokerValues(after)
    checkMinIsr(state, resourceName, changes)
  }
}

function checkBrokerValues(after: ReadonlyMap<string, string>): void {
  for (const [name, value] of after) {
    try {
      parseBrokerConfig(name, value)
    } catch (error) {
      if (error instanceof ConfigError) throw new ApiError(Errors.INVALID_CONFIG, error.message)
      throw error
    }
  }
}

/** With ELR the smallest ISR must be the same for all brokers, and known. */
function checkMinIsr({ image }: ControllerState, broker: string, changes: Changes): void {
  if (!elrEnabled(image) || !changes.has(MIN_ISR)) return
  if (broker !== '')
    throw new ApiError(
      Errors.INVALID_CONFIG,
      'Broker-level min.insync.replicas cannot be altered while ELR is enabled.',
    )
  if (changes.get(MIN_ISR) === null)
    throw new ApiError(
      Errors.INVALID_CONFIG,
      'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.',
    )
}

function clearElr(
  { image }: ControllerState,
  { resourceType, resourceName }: Resource,
  changes: Changes,
): MetadataRecord[] {
  if (!elrEnabled(image) || !changes.has(MIN_ISR)) return []
  const topicName = resourceType === ConfigResource.TOPIC ? resourceName : ''
  return [metadataRecord('ClearElrRecord', 0, { topicName })]
}
