/** The command line of kafka-configs (`ConfigCommandOptions`). */
import { COMMAND_CONFIG } from './admin-tool.ts'
import { illegalArgument } from './errors.ts'
import { checkInvalid, helpOrVersion, type Options, type OptionTable, parseOptions, usageExit } from './options.ts'
import type { ToolIo } from './tool.ts'

/** Entity types in the order in which messages list them. */
export const ENTITY_TYPES = [
  'topics',
  'clients',
  'users',
  'brokers',
  'ips',
  'client-metrics',
  'groups',
  'broker-loggers',
] as const
export type EntityType = (typeof ENTITY_TYPES)[number]

/** Short forms: an option that names type and entity at once; null: the default entity. */
const SHORTCUTS: { readonly [option: string]: readonly [type: EntityType, isDefault: boolean] } = {
  topic: ['topics', false],
  client: ['clients', false],
  user: ['users', false],
  broker: ['brokers', false],
  'broker-logger': ['broker-loggers', false],
  ip: ['ips', false],
  'client-metrics': ['client-metrics', false],
  group: ['groups', false],
  'client-defaults': ['clients', true],
  'user-defaults': ['users', true],
  'broker-defaults': ['brokers', true],
  'ip-defaults': ['ips', true],
}

const shortcut = (name: string): OptionTable =>
  Object.fromEntries([
    [
      name,
      SHORTCUTS[name]?.[1]
        ? { description: `The default for all ${SHORTCUTS[name]?.[0]}.` }
        : { type: 'String', description: `One of the ${SHORTCUTS[name]?.[0]}, by name.` },
    ],
  ])

export const CONFIGS_TABLE: OptionTable = {
  'bootstrap-server': { arg: 'server to connect to', description: 'The Kafka brokers to connect to.' },
  'bootstrap-controller': { arg: 'controller to connect to', description: 'The Kafka controllers to connect to.' },
  'command-config': COMMAND_CONFIG,
  alter: { description: 'Alter the configuration of an entity.' },
  describe: { description: 'List the configurations of an entity.' },
  all: { description: 'With --describe: all configurations, not only those set for the entity.' },
  'entity-type': { type: 'String', description: `Type of entity: ${ENTITY_TYPES.join(', ')}.` },
  'entity-name': { type: 'String', description: 'Name of the entity.' },
  'entity-default': { description: 'The default for all entities of the type.' },
  'add-config': { type: 'String', description: 'Configurations to set: k1=v1,k2=[v1,v2].' },
  'add-config-file': { type: 'String', description: 'A properties file with configurations to set.' },
  'delete-config': { type: 'String', description: 'Configurations to remove: k1,k2.' },
  ...Object.assign({}, ...Object.keys(SHORTCUTS).map(shortcut)),
}

/** What is described or altered; name '' is the default entity, undefined all of the type. */
export interface ConfigTarget {
  readonly type: EntityType
  readonly name: string | undefined
}

export interface ConfigsCommand {
  readonly options: Options
  readonly action: 'describe' | 'alter'
  readonly targets: readonly ConfigTarget[]
}

export function configsCommand(args: readonly string[], io: ToolIo): ConfigsCommand {
  const options = parseOptions(CONFIGS_TABLE, args)
  helpOrVersion(io, CONFIGS_TABLE, options, {
    args,
    description:
      'This tool helps to manipulate and describe entity config for a topic, client, user, broker, ip, client-metrics or group',
  })
  const actions = (['describe', 'alter'] as const).filter((name) => options.has(name))
  if (actions.length !== 1) usageExit(io, CONFIGS_TABLE, 'Command must include exactly one action: --describe, --alter')
  checkInvalid(io, CONFIGS_TABLE, options, 'describe', ['add-config', 'delete-config'])
  const types = entityTypes(options)
  checkTypes(options, types)
  const names = entityNames(options)
  const action = actions[0] as 'describe' | 'alter'
  checkNames(options, action, types, names)
  if (names.length > types.length) throw illegalArgument('More entity names specified than entity types')
  return { options, action, targets: types.map((type, index) => ({ type: type as EntityType, name: names[index] })) }
}

function entityTypes(options: Options): string[] {
  const short = Object.entries(SHORTCUTS).flatMap(([option, [type]]) => (options.has(option) ? [type] : []))
  return [...options.valuesOf('entity-type'), ...short]
}

function checkTypes(options: Options, types: readonly string[]): void {
  const repeated = types.filter((type, index) => types.indexOf(type) !== index)
  if (repeated.length > 0) throw illegalArgument(`Duplicate entity type(s) specified: ${repeated.join(',')}`)
  const [server, controller] = [options.has('bootstrap-server'), options.has('bootstrap-controller')]
  if (server && controller) {
    throw illegalArgument('Only one of --bootstrap-server or --bootstrap-controller can be specified')
  }
  if (!server && !controller) {
    throw illegalArgument('Either --bootstrap-server or --bootstrap-controller must be specified.')
  }
  for (const type of types) {
    if ((ENTITY_TYPES as readonly string[]).includes(type)) continue
    throw illegalArgument(
      `Invalid entity type ${type}, the entity type must be one of ${ENTITY_TYPES.join(', ')} with a --bootstrap-server or --bootstrap-controller argument`,
    )
  }
  if (types.length === 0) throw illegalArgument('At least one entity type must be specified')
  if (types.length > 1 && !types.every((type) => type === 'users' || type === 'clients')) {
    throw illegalArgument("Only 'users' and 'clients' entity types may be specified together")
  }
}

/** Names in the order of the command line; '' for a default. */
function entityNames(options: Options): string[] {
  const long = [...options.valuesOf('entity-name'), ...(options.has('entity-default') ? [''] : [])]
  const short = Object.entries(SHORTCUTS).flatMap(([option, [, isDefault]]) => {
    if (!options.has(option)) return []
    return isDefault ? [''] : [options.valueOf(option) as string]
  })
  if (short.length > 0 && (long.length > 0 || options.has('entity-type'))) {
    throw illegalArgument('--entity-{type,name,default} should not be used in conjunction with specific entity flags')
  }
  return [...long, ...short]
}

const WITH_DEFAULTS: readonly string[] = ['users', 'clients', 'brokers', 'ips']

function checkNames(
  options: Options,
  action: 'describe' | 'alter',
  types: readonly string[],
  names: readonly string[],
): void {
  const hasName = names.some((name) => name !== '')
  const hasDefault = names.includes('')
  const canDefault = types.some((type) => WITH_DEFAULTS.includes(type))
  if (action === 'describe') {
    if (!canDefault && hasDefault) {
      throw illegalArgument(`--entity-default must not be specified with --describe of ${types.join(',')}`)
    }
    if (types.includes('broker-loggers') && !hasName) {
      throw illegalArgument('An entity name must be specified with --describe of broker-loggers')
    }
    return
  }
  if (canDefault && !hasName && !hasDefault) {
    throw illegalArgument(
      'An entity-name or default entity must be specified with --alter of users, clients, brokers or ips',
    )
  }
  if (!canDefault && !hasName)
    throw illegalArgument(`An entity name must be specified with --alter of ${types.join(',')}`)
  const [add, file] = [options.has('add-config'), options.has('add-config-file')]
  if (add && file) throw illegalArgument('Only one of --add-config or --add-config-file must be specified')
  if (!add && !file && !options.has('delete-config')) {
    throw illegalArgument(
      'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
    )
  }
}
