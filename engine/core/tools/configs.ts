/** kafka-configs.sh (`ConfigCommand`) for topics, brokers, their loggers, groups, client metrics and quotas. */
import type { Admin } from '../client/admin.ts'
import {
  type AlterConfigOp,
  type ConfigEntry,
  type ConfigResource,
  type ConfigSource,
  type ResourceType,
  resourceKey,
} from '../client/admin-configs.ts'
import { KafkaException } from '../client/errors.ts'
import { openAdmin } from './admin-tool.ts'
import { type ConfigsCommand, type ConfigTarget, configsCommand, type EntityType } from './configs-options.ts'
import { alterQuotas, describeQuotas, hasQuotas } from './configs-quotas.ts'
import { executionException, illegalArgument, isIllegalArgument, TerseException } from './errors.ts'
import { OptionException, type Options } from './options.ts'
import { parseProperties } from './properties.ts'
import { Exit, javaTrace, messageOf, type Tool, type ToolIo } from './tool.ts'

/** What an entity type is to the admin client, and which source its own values have. */
const RESOURCES: { readonly [type in EntityType]?: { readonly type: ResourceType; readonly source: ConfigSource } } = {
  topics: { type: 'TOPIC', source: 'DYNAMIC_TOPIC_CONFIG' },
  brokers: { type: 'BROKER', source: 'DYNAMIC_BROKER_CONFIG' },
  'broker-loggers': { type: 'BROKER_LOGGER', source: 'DYNAMIC_BROKER_LOGGER_CONFIG' },
  groups: { type: 'GROUP', source: 'DYNAMIC_GROUP_CONFIG' },
  'client-metrics': { type: 'CLIENT_METRICS', source: 'DYNAMIC_CLIENT_METRICS_CONFIG' },
}

export const kafkaConfigs: Tool = {
  name: 'kafka-configs.sh',
  async run(args, io) {
    try {
      await perform(configsCommand(args, io), io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      const isUsage = error instanceof OptionException || error instanceof TerseException || isIllegalArgument(error)
      if (isUsage) io.stderr.write(`${messageOf(error)}\n`)
      else io.stderr.write(`Error while executing config command with args '${args.join(' ')}'\n${javaTrace(error)}\n`)
      return 1
    }
  },
}

async function perform(command: ConfigsCommand, io: ToolIo): Promise<void> {
  const { options, action, targets } = command
  const [target] = targets as [ConfigTarget]
  const changes = action === 'alter' ? await changesFrom(options, io) : []
  checkBrokerId(target)
  const admin = await openAdmin(io, {
    bootstrap: options.valueOf('bootstrap-server'),
    controllers: options.valueOf('bootstrap-controller'),
    configFile: options.valueOf('command-config'),
  })
  try {
    if (hasQuotas(target.type))
      await (action === 'describe' ? describeQuotas(admin, targets, io) : alterQuotas(admin, targets, changes))
    else if (action === 'describe') await describe(admin, target, options, io)
    else await alter(admin, target, changes)
    if (action === 'alter') io.stdout.write(completed(target))
  } catch (error) {
    throw error instanceof KafkaException && !(error instanceof TerseException) && !isIllegalArgument(error)
      ? executionException(error)
      : error
  } finally {
    await admin.close()
  }
}

function checkBrokerId({ type, name }: ConfigTarget): void {
  if ((type === 'brokers' || type === 'broker-loggers') && name && !/^[-+]?\d+$/.test(name)) {
    throw illegalArgument(`The entity name for ${type} must be a valid integer broker id, but it is: ${name}`)
  }
}

const FORMAT =
  'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val" or  "key=[val1,val2]" to group values which contain commas.'

/** Commas and equal signs within brackets belong to a value. */
const OUTSIDE = '(?=[^\\]]*(?:\\[|$))'

async function changesFrom(options: Options, io: ToolIo): Promise<AlterConfigOp[]> {
  const added = options.valuesOf('add-config').flatMap((text) => text.split(new RegExp(`,${OUTSIDE}`)))
  const pairs = added.map((text) => text.split(new RegExp(`\\s*=\\s*${OUTSIDE}`)))
  if (!pairs.every((pair) => pair.length === 2)) throw illegalArgument(FORMAT)
  const file = options.valueOf('add-config-file')
  const fromFile = file === undefined ? [] : [...parseProperties(await io.files.read(file))]
  const deleted = options
    .valuesOf('delete-config')
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
  return [
    ...[...pairs, ...fromFile].map(([name, value]): AlterConfigOp => {
      return { name: (name as string).trim(), op: 'SET', value: (value as string).replace(/[[\]]/g, '').trim() }
    }),
    ...deleted.map((name): AlterConfigOp => ({ name, op: 'DELETE' })),
  ]
}

/** `topic` of `topics`: the last letter is dropped whatever it is. */
function singular(type: EntityType): string {
  return type.slice(0, -1)
}

async function alter(admin: Admin, { type, name }: ConfigTarget, ops: readonly AlterConfigOp[]): Promise<void> {
  const resource = { type: (RESOURCES[type] as { type: ResourceType }).type, name: name ?? '' }
  if (type === 'broker-loggers') await checkLoggers(admin, resource, ops)
  await admin.incrementalAlterConfigs([{ ...resource, ops }])
}

/** The tool looks first whether the broker has these loggers; it names those to be deleted before the others. */
async function checkLoggers(admin: Admin, resource: ConfigResource, ops: readonly AlterConfigOp[]): Promise<void> {
  const entries = (await admin.describeConfigs([resource])).get(resourceKey(resource)) ?? []
  const known = new Set(entries.map((entry) => entry.name))
  const unknown = ops.filter(({ name }) => !known.has(name))
  const named = [...unknown.filter(({ op }) => op === 'DELETE'), ...unknown.filter(({ op }) => op === 'SET')]
  if (named.length > 0) throw illegalArgument(`Invalid broker logger(s): ${named.map(({ name }) => name).join()}`)
}

function completed({ type, name }: ConfigTarget): string {
  return name
    ? `Completed updating config for ${singular(type)} ${name}.\n`
    : `Completed updating default config for ${type} in the cluster.\n`
}

async function describe(admin: Admin, { type, name }: ConfigTarget, options: Options, io: ToolIo): Promise<void> {
  const all = options.has('all')
  if (name && !all && !(await exists(admin, type, name))) {
    io.stdout.write(`The ${singular(type)} '${name}' doesn't exist and doesn't have dynamic config.\n`)
    return
  }
  const names = name === undefined ? await everyName(admin, type) : [name]
  for (const one of names) await describeOne(admin, type, one, { all, io })
}

async function describeOne(
  admin: Admin,
  type: EntityType,
  name: string,
  { all, io }: { all: boolean; io: ToolIo },
): Promise<void> {
  if (name === '') io.stdout.write(`Default configs for ${type} in the cluster are:\n`)
  else io.stdout.write(`${all ? 'All' : 'Dynamic'} configs for ${singular(type)} ${name} are:\n`)
  const { type: resourceType, source } = RESOURCES[type] as { type: ResourceType; source: ConfigSource }
  const resource = { type: resourceType, name }
  const entries = (await admin.describeConfigs([resource], { includeSynonyms: true })).get(resourceKey(resource)) ?? []
  const own = name === '' && type === 'brokers' ? 'DYNAMIC_DEFAULT_BROKER_CONFIG' : source
  const shown = entries.filter((entry) => all || entry.source === own)
  for (const entry of [...shown].sort((a, b) => (a.name < b.name ? -1 : 1))) io.stdout.write(entryLine(entry))
}

function entryLine({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const shown = synonyms.map((synonym) => `${synonym.source}:${synonym.name}=${synonym.value}`)
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${shown.join(', ')}}\n`
}

async function exists(admin: Admin, type: EntityType, name: string): Promise<boolean> {
  const names = await everyName(admin, type)
  return names.includes(name)
}

async function everyName(admin: Admin, type: EntityType): Promise<readonly string[]> {
  switch (type) {
    case 'topics':
      return [...(await admin.listTopics({ listInternal: true })).keys()].sort()
    case 'brokers':
    case 'broker-loggers': {
      const ids = (await admin.describeCluster()).nodes.map(({ id }) => String(id))
      return type === 'brokers' ? [...ids, ''] : ids
    }
    case 'groups': {
      const configured = await admin.listConfigResources(['GROUP'])
      const groups = await admin.listGroups()
      return [...new Set([...configured.map(({ name }) => name), ...groups.map(({ groupId }) => groupId)])]
    }
    default:
      return (await admin.listConfigResources(['CLIENT_METRICS'])).map(({ name }) => name)
  }
}
