/** kafka-storage.sh (`StorageTool`), over metadata/format.ts. */
import { randomUuid } from '../base/uuid.ts'
import { BrokerConfig } from '../broker/config.ts'
import { judged } from '../broker/config-judgement.ts'
import { DynamicVoterError, parseDynamicVoters } from '../metadata/dynamic-voters.ts'
import { FEATURES } from '../metadata/features.ts'
import { readText } from '../metadata/files.ts'
import { ForeignDirError, FormatError, format, metaPropertiesPath, type StandaloneVoter } from '../metadata/format.ts'
import type { Voters } from '../metadata/snapshot-file.ts'
import { type Arguments, parseArguments } from './argparse.ts'
import type { ArgSpec, ParserSpec } from './argparse-spec.ts'
import { illegalArgument, runtimeExceptionText, TerseException } from './errors.ts'
import {
  type DependencyWords,
  type FeatureLevel,
  metadataLevel,
  noFeatureLevel,
  parseFeatureLevel,
  printFeatureDependencies,
  versionMapping,
} from './feature-versions.ts'
import { listenersOf } from './node-properties.ts'
import { parseProperties } from './properties.ts'
import { messageOf, type Tool, type ToolIo } from './tool.ts'

const CONFIG: ArgSpec = { flags: ['--config', '-c'], required: true, help: "the node's server.properties" }
const RELEASE: ArgSpec = { flags: ['--release-version', '-r'], help: 'the release whose metadata.version to use' }

const PARSER: ParserSpec = {
  prog: 'kafka-storage',
  description: 'The Kafka storage tool.',
  args: [],
  commands: {
    info: { args: [CONFIG] },
    format: {
      args: [
        CONFIG,
        { flags: ['--cluster-id', '-t'], required: true, help: 'the id of the cluster' },
        { flags: ['--add-scram', '-S'], action: 'append', help: 'SCRAM credentials to begin with' },
        { flags: ['--ignore-formatted', '-g'], action: 'true', help: 'leave formatted folders as they are' },
        RELEASE,
        { flags: ['--feature', '-f'], action: 'append', help: 'feature=level, may be repeated' },
        { flags: ['--standalone', '-s'], action: 'true', help: 'the only voter of a dynamic quorum' },
        { flags: ['--no-initial-controllers', '-N'], action: 'true', help: 'the node is no voter yet' },
        { flags: ['--initial-controllers', '-I'], help: 'the first voters, id@host:port:directory,…' },
      ],
      exclusive: [{ flags: ['--standalone', '--no-initial-controllers', '--initial-controllers'], required: false }],
    },
    'version-mapping': { args: [RELEASE] },
    'feature-dependencies': {
      args: [{ flags: ['--feature', '-f'], action: 'append', required: true, help: 'feature=level' }],
    },
    'random-uuid': { args: [] },
  },
}

export const kafkaStorage: Tool = {
  name: 'kafka-storage.sh',
  async run(args, io) {
    const parsed = parseArguments(io, PARSER, args)
    try {
      return await (COMMANDS[parsed.command] as Command)(parsed, io)
    } catch (error) {
      if (!(error instanceof TerseException)) throw error
      io.stderr.write(`${messageOf(error)}\n`)
      return 1
    }
  },
}

type Command = (args: Arguments, io: ToolIo) => Promise<number>

const COMMANDS: { readonly [name: string]: Command } = {
  info,
  format: formatCommand,
  async 'version-mapping'(args, io) {
    io.stdout.write(versionMapping(args.get('release-version'), { listsUnstable: false }))
    return 0
  },
  async 'feature-dependencies'(args, io) {
    printFeatureDependencies(io, args.all('feature'), DEPENDENCIES)
    return 0
  },
  async 'random-uuid'(_args, io) {
    io.stdout.write(`${randomUuid((length) => io.env.random.bytes(length))}\n`)
    return 0
  },
}

/** Words of its own: kafka-features has others. */
const DEPENDENCIES: DependencyWords = {
  parse(text) {
    const equals = text.indexOf('=')
    const [feature, level] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
    if (equals < 0) {
      const expected = "Expected format: 'feature=version' (e.g. 'group.version=1')"
      throw new TerseException(`Invalid feature format: ${text}. ${expected}`)
    }
    if (!/^[-+]?\d+$/.test(level)) throw new TerseException(`Invalid version format: ${level} for feature ${feature}`)
    return { feature, level: Number(level) }
  },
  unsupported: (feature, level) => `Feature level ${level} is not supported for feature ${feature}`,
}

/** What of server.properties the tool goes by. */
interface NodeConfig {
  readonly nodeId: number
  readonly logDirs: readonly string[]
  readonly metadataLogDir: string
  readonly isController: boolean
  readonly hasStaticVoters: boolean
  readonly properties: ReadonlyMap<string, string>
}

async function nodeConfig(args: Arguments, io: ToolIo): Promise<NodeConfig> {
  const properties = judged(parseProperties(await io.files.read(args.get('config') as string)))
  const config = new BrokerConfig(properties)
  return {
    nodeId: config.nodeId,
    logDirs: config.logDirs,
    metadataLogDir: config.metadataLogDir,
    isController: config.hasRole('controller'),
    hasStaticVoters: config.quorumVoters.length > 0,
    properties,
  }
}

async function info(args: Arguments, io: ToolIo): Promise<number> {
  const config = await nodeConfig(args, io)
  const found: string[] = []
  const problems: string[] = []
  let metadata: string | undefined
  for (const dir of [...new Set([...config.logDirs, config.metadataLogDir])].sort()) {
    const text = await readText(io.env.disk, metaPropertiesPath(dir))
    const exists = text !== null || (await io.env.disk.list(`${dir}/`)).length > 0
    if (!exists) problems.push(`${dir} does not exist`)
    else found.push(dir)
    if (exists && text === null) problems.push(`${dir} is not formatted.`)
    if (text !== null) metadata ??= shownProperties(text)
  }
  const section = (one: string, many: string, lines: readonly string[]) => {
    if (lines.length === 0) return
    io.stdout.write(`Found ${lines.length > 1 ? many : one}:\n${lines.map((line) => `  ${line}\n`).join('')}\n`)
  }
  section('log directory', 'log directories', found)
  if (metadata !== undefined) io.stdout.write(`Found metadata: ${metadata}\n\n`)
  section('problem', 'problems', problems)
  return problems.length > 0 ? 1 : 0
}

function shownProperties(text: string): string {
  const entries = [...parseProperties(text)].sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, value]) => `${key}=${value}`).join(', ')}}`
}

async function formatCommand(args: Arguments, io: ToolIo): Promise<number> {
  const config = await nodeConfig(args, io)
  checkQuorum(args, config)
  if (args.has('add-scram')) throw new TerseException('--add-scram is not built yet.')
  const initialControllers = initialVoters(args, config)
  const release = args.get('release-version')
  const features = new Map(args.all('feature').map((text) => knownFeature(text)))
  try {
    const { lines } = await format(io.env, {
      clusterId: args.get('cluster-id') as string,
      nodeId: config.nodeId,
      logDirs: config.logDirs,
      metadataLogDir: config.metadataLogDir,
      ...(release !== undefined && { metadataVersion: metadataLevel(release) }),
      features,
      standalone: args.has('standalone') ? standaloneVoter(config) : null,
      ...(initialControllers && { initialControllers }),
      ignoreFormatted: args.has('ignore-formatted'),
    })
    io.stdout.write(`${lines.join('\n')}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    if (error instanceof ForeignDirError) throw runtimeExceptionText(error.message)
    throw new TerseException(error.message)
  }
}

function knownFeature(text: string): [string, number] {
  const { feature, level } = parsedFeature(text)
  const known = FEATURES.find(({ name }) => name === feature)
  if (!known) {
    const names = FEATURES.map(({ name }) => name).sort()
    throw new TerseException(`Unsupported feature: ${feature}. Supported features are: ${names.join(', ')}`)
  }
  if (level < 0 || level > known.max) throw illegalArgument(noFeatureLevel(feature, level))
  return [feature, level]
}

function parsedFeature(text: string): FeatureLevel {
  try {
    return parseFeatureLevel(text)
  } catch (error) {
    throw runtimeExceptionText(messageOf(error))
  }
}

function checkQuorum(args: Arguments, { isController, hasStaticVoters }: NodeConfig): void {
  const dynamic = args.has('standalone') || args.has('initial-controllers')
  if (hasStaticVoters && dynamic) {
    throw new TerseException(
      'You cannot specify controller.quorum.voters and format the node with --initial-controllers or --standalone. If you want to use dynamic quorum, please remove controller.quorum.voters and specify controller.quorum.bootstrap.servers instead.',
    )
  }
  if (isController && !hasStaticVoters && !dynamic && !args.has('no-initial-controllers')) {
    throw new TerseException(
      'Because controller.quorum.voters is not set on this controller, you must specify one of the following: --standalone, --initial-controllers, or --no-initial-controllers.',
    )
  }
}

function initialVoters(args: Arguments, { properties }: NodeConfig): Voters | undefined {
  const given = args.get('initial-controllers')
  if (given === undefined) return undefined
  try {
    return parseDynamicVoters(given, controllerListener(properties))
  } catch (error) {
    if (!(error instanceof DynamicVoterError)) throw error
    throw new TerseException(`Exception in thread "main" java.lang.IllegalArgumentException: ${error.message}`)
  }
}

function controllerListener(properties: ReadonlyMap<string, string>): string {
  return (properties.get('controller.listener.names') ?? '').split(',')[0]?.trim() ?? ''
}

/** The controller listener of a node, as others reach it. */
function standaloneVoter({ properties }: NodeConfig): StandaloneVoter {
  const name = controllerListener(properties)
  const listener = listenersOf(properties).get(name.toUpperCase())
  if (!listener) throw new TerseException(`No listener ${name} was found in listeners.`)
  return { listener: name, host: listener.host, port: listener.port }
}
