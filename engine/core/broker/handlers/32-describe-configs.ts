/** DescribeConfigs, versions 1-4. 1 sources and synonyms; 3 types and documentation (`ConfigHelper.scala`). */

import { javaHash } from '../../base/hash.ts'
import { CLIENT_METRICS_CONFIGS } from '../../controller/client-metrics.ts'
import { GROUP_CONFIGS } from '../../controller/group-configs.ts'
import { topicNameError } from '../../controller/topic-names.ts'
import { TOPIC_CONFIGS } from '../../log/log-config-table.ts'
import { shownTopicConfig } from '../../log/topic-config-check.ts'
import { BROKER_CONFIGS, isReplicationRate } from '../../metadata/broker-config-def.ts'
import { ConfigResource } from '../../metadata/image.ts'
import { TOPIC_CONFIG_SYNONYMS } from '../../metadata/topic-config-synonyms.ts'
import { Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { ConfigSource, type SourcedValue } from '../config.ts'
import type { BrokerServices, Handler } from '../handler.ts'

type Resource = RequestOf<'DescribeConfigs'>['resources'][number]
type Result = NonNullable<ResponseInit<'DescribeConfigs'>['results']>[number]
type Entry = NonNullable<Result['configs']>[number]

const TYPE_NUMBERS = {
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  SHORT: 4,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
  CLASS: 8,
  PASSWORD: 9,
} as const
const DYNAMIC_BROKER_LOGGER_CONFIG = 6
const DYNAMIC_GROUP_CONFIG = 8

/** What it stands on; controllers have it too. */
export type ConfigServices = Pick<BrokerServices, 'image' | 'config' | 'loggers'>

export const describeConfigs: Handler<'DescribeConfigs', ConfigServices> = (_context, request, services) => {
  // One resource of no known type, and nobody is told anything.
  const isMalformed = request.resources.some(({ resourceType }) => !TYPES.has(resourceType))
  return {
    results: request.resources.map((resource) => ({
      ...(isMalformed ? { ...refused(MALFORMED), configs: [] } : describe(resource, request, services)),
      resourceType: resource.resourceType,
      resourceName: resource.resourceName,
    })),
  }
}

const TYPES: ReadonlySet<number> = new Set(Object.values(ConfigResource))

type Outcome = Pick<Result, 'errorCode' | 'errorMessage' | 'configs'>

function describe(resource: Resource, request: RequestOf<'DescribeConfigs'>, services: ConfigServices): Outcome {
  const entries = entriesOf(resource, services)
  if (!Array.isArray(entries)) return { ...entries, configs: [] }
  const { configurationKeys: keys } = resource
  const configs = entries
    .filter(({ name }) => keys === null || keys.length === 0 || keys.includes(name ?? ''))
    .map((entry) => ({
      ...entry,
      synonyms: request.includeSynonyms ? (entry.synonyms ?? []) : [],
      documentation: isDocumented(entry, request) ? (entry.documentation ?? null) : null,
    }))
  return { errorCode: Errors.NONE, errorMessage: '', configs }
}

/** Loggers have no text, which they tell unasked. */
function isDocumented({ documentation }: Entry, { includeDocumentation }: RequestOf<'DescribeConfigs'>): boolean {
  return includeDocumentation || documentation === ''
}

function entriesOf({ resourceType, resourceName }: Resource, services: ConfigServices): Entry[] | Outcome {
  switch (resourceType) {
    case ConfigResource.TOPIC:
      if (services.image.topicIds.has(resourceName)) return topicEntries(services, resourceName)
      return unknownTopic(resourceName)
    case ConfigResource.BROKER:
      return brokerEntries(services, resourceName)
    case ConfigResource.BROKER_LOGGER:
      return loggerEntries(services, resourceName)
    case ConfigResource.GROUP:
      return resourceName === '' ? refused('Group name must not be empty') : groupEntries(services, resourceName)
    case ConfigResource.CLIENT_METRICS:
      if (resourceName === '') return refused('Client metrics subscription name must not be empty')
      return clientMetricsEntries(services, resourceName)
    default:
      return refused(MALFORMED)
  }
}

/** The message of INVALID_REQUEST itself (`Errors.java`). */
const MALFORMED =
  'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.'

function refused(errorMessage: string): Outcome {
  return { errorCode: Errors.INVALID_REQUEST, errorMessage }
}

function unknownTopic(name: string): Outcome {
  const invalid = topicNameError(name)
  return invalid === null
    ? { errorCode: Errors.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: '' }
    : { errorCode: Errors.INVALID_TOPIC_EXCEPTION, errorMessage: invalid }
}

function topicEntries({ image, config }: ConfigServices, topic: string): Entry[] {
  const own = image.configsOf(ConfigResource.TOPIC, topic)
  const inherited = config.topicDefaults()
  // Internal ones are told where they are set.
  const told = TOPIC_CONFIGS.filter(({ name, hidden }) => !hidden || own.has(name))
  return inMapOrder(told).map(({ name, type, doc, default: stock }): Entry => {
    const text = own.get(name)
    const set = text === undefined ? undefined : shownTopicConfig(name, text)
    const synonyms: SourcedValue[] = config.sources(TOPIC_CONFIG_SYNONYMS.get(name) ?? '')
    const first = synonyms[0]?.source ?? ConfigSource.DEFAULT_CONFIG
    return {
      name,
      value: set ?? inherited.get(name) ?? stock,
      configSource: set === undefined ? first : ConfigSource.TOPIC_CONFIG,
      synonyms: set === undefined ? synonyms : [{ name, value: set, source: ConfigSource.TOPIC_CONFIG }, ...synonyms],
      configType: TYPE_NUMBERS[type],
      documentation: doc,
    }
  })
}

/** The order in which Kafka's broker lists them: that of a Scala HashMap, by bucket and hash. Tools print it as it comes. */
function inMapOrder<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  let capacity = 16
  while (entries.length > capacity * 0.75) capacity *= 2
  const placed = entries.map((entry) => {
    const hash = javaHash(entry.name)
    return { entry, hash: hash ^ (hash >>> 16) }
  })
  const bucket = (hash: number) => hash & (capacity - 1)
  placed.sort((a, b) => bucket(a.hash) - bucket(b.hash) || a.hash - b.hash)
  return placed.map(({ entry }) => entry)
}

const IS_INTEGER = /^-?\d+$/

function brokerEntries({ config, image }: ConfigServices, name: string): Entry[] | Outcome {
  if (name === '') return clusterWideEntries(image.configsOf(ConfigResource.BROKER, ''))
  if (!IS_INTEGER.test(name)) return refused(`Broker id must be an integer, but it is: ${name}`)
  if (Number(name) !== config.nodeId)
    return refused(`Unexpected broker id, expected ${config.nodeId} or empty string, but received ${name}`)
  const known = [...BROKER_CONFIGS.values()].filter(({ internal }) => !internal).map((def) => def.name)
  return [...known, ...config.unknownNames()].map((one) => brokerEntry(one, config.sources(one)))
}

function loggerEntries({ config, loggers }: ConfigServices, name: string): Entry[] | Outcome {
  if (name === '') return refused('Broker id must not be empty')
  if (!IS_INTEGER.test(name)) return refused(`Broker id must be an integer, but it is: ${name}`)
  if (Number(name) !== config.nodeId)
    return refused(`Unexpected broker id, expected ${config.nodeId} but received ${name}`)
  const configSource = DYNAMIC_BROKER_LOGGER_CONFIG
  return loggers.all().map(([logger, value]) => ({ name: logger, value, configSource, documentation: '' }))
}

/** What is set for all brokers, without what it overrides. */
function clusterWideEntries(set: ReadonlyMap<string, string>): Entry[] {
  const source = ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG
  return [...set].map(([name, value]) => ({ ...brokerEntry(name, [{ name, value, source }]), readOnly: false }))
}

function brokerEntry(name: string, values: readonly SourcedValue[]): Entry {
  const def = BROKER_CONFIGS.get(name)
  // A config of unknown type may be a secret.
  const isRate = isReplicationRate(name)
  const isSensitive = (def === undefined && !isRate) || def?.type === 'PASSWORD'
  return {
    name,
    value: isSensitive ? null : (values[0]?.value ?? null),
    readOnly: !def?.dynamic && !isRate,
    configSource: values[0]?.source ?? ConfigSource.DEFAULT_CONFIG,
    isSensitive,
    synonyms: values.map((value) => ({ ...value, value: isSensitive ? null : value.value })),
    configType: def || isRate ? TYPE_NUMBERS[def?.type ?? 'LONG'] : 0,
  }
}

function groupEntries({ config, image }: ConfigServices, group: string): Entry[] {
  const own = image.configsOf(ConfigResource.GROUP, group)
  return GROUP_CONFIGS.map(({ name, type, brokerConfig, stock }): Entry => {
    const inherited: SourcedValue[] =
      stock === undefined
        ? config.sources(brokerConfig ?? name)
        : [{ name, value: stock, source: ConfigSource.DEFAULT_CONFIG }]
    const set = own.get(name)
    const all = set === undefined ? inherited : [{ name, value: set, source: DYNAMIC_GROUP_CONFIG }, ...inherited]
    return {
      name,
      value: all[0]?.value ?? null,
      configSource: all[0]?.source ?? ConfigSource.DEFAULT_CONFIG,
      synonyms: all,
      configType: TYPE_NUMBERS[type],
    }
  })
}

const CLIENT_METRICS_CONFIG = 7

function clientMetricsEntries({ image }: ConfigServices, subscription: string): Entry[] {
  const own = image.configsOf(ConfigResource.CLIENT_METRICS, subscription)
  return CLIENT_METRICS_CONFIGS.map(({ name, type, stock }) => ({
    name,
    value: own.get(name) ?? stock,
    configSource: own.has(name) ? CLIENT_METRICS_CONFIG : ConfigSource.DEFAULT_CONFIG,
    synonyms: [],
    configType: TYPE_NUMBERS[type],
  }))
}
