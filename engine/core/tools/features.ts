/** kafka-features.sh (`FeatureCommand`). */
import type { Admin } from '../client/admin.ts'
import type { FeatureUpdate } from '../client/admin-cluster.ts'
import { KafkaException } from '../client/errors.ts'
import { defaultLevel, FEATURES, metadataVersionName } from '../metadata/features.ts'
import { type ArgSpec, type Arguments, argumentError, type ParserSpec, parseArguments } from './argparse.ts'
import { adminFromArgs, BOOTSTRAP_ARGS } from './bootstrap-args.ts'
import { TerseException } from './errors.ts'
import { featureDependencies, metadataLevel, parseFeatureLevel, versionMapping } from './feature-versions.ts'
import { Exit, javaText, messageOf, type Tool, type ToolIo } from './tool.ts'

const RELEASE: ArgSpec = { flags: ['--release-version'], help: 'a release, whose default levels are taken' }
const FEATURE: ArgSpec = { flags: ['--feature'], action: 'append', help: 'feature=level, may be repeated' }
const METADATA: ArgSpec = { flags: ['--metadata'], help: 'DEPRECATED: the level of metadata.version' }
const DRY_RUN: ArgSpec = { flags: ['--dry-run'], action: 'true', help: 'change nothing' }
const UNSAFE: ArgSpec = { flags: ['--unsafe'], action: 'true', help: 'even if metadata is lost' }

const PARSER: ParserSpec = {
  prog: 'kafka-features',
  description: 'This tool manages feature flags in Kafka.',
  args: BOOTSTRAP_ARGS,
  commands: {
    describe: { args: [{ flags: ['--node-id'], type: 'int', help: 'the node to ask' }] },
    upgrade: { args: [METADATA, RELEASE, FEATURE, DRY_RUN] },
    downgrade: { args: [METADATA, RELEASE, FEATURE, UNSAFE, DRY_RUN] },
    disable: { args: [FEATURE, UNSAFE, DRY_RUN] },
    'version-mapping': { args: [RELEASE] },
    'feature-dependencies': { args: [{ ...FEATURE, required: true }] },
  },
  onError: (io, message) => io.stderr.write(`Command line error: ${message}. Type --help for help.`),
}

const LISTING = { listsUnstable: true }

export const kafkaFeatures: Tool = {
  name: 'kafka-features.sh',
  async run(args, io) {
    const parsed = parseArguments(io, PARSER, args)
    try {
      await perform(parsed, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      io.stderr.write(`${error instanceof TerseException ? messageOf(error) : javaText(error)}\n`)
      return 1
    }
  },
}

async function perform(args: Arguments, io: ToolIo): Promise<void> {
  if (args.command === 'version-mapping') {
    io.stdout.write(versionMapping(args.get('release-version'), LISTING))
    return
  }
  if (args.command === 'feature-dependencies') {
    io.stdout.write(featureDependencies(args.all('feature')))
    return
  }
  checkBootstrap(args, io)
  const admin = await adminFromArgs(io, args)
  try {
    await (args.command === 'describe' ? describe(admin, args, io) : update(admin, args, io))
  } finally {
    await admin.close()
  }
}

function checkBootstrap(args: Arguments, io: ToolIo): void {
  const [server, controller] = [args.has('bootstrap-server'), args.has('bootstrap-controller')]
  if (server && controller)
    argumentError(io, PARSER, 'You cannot specify both --bootstrap-controller and --bootstrap-server.')
  if (!server && !controller)
    argumentError(io, PARSER, 'You must specify either --bootstrap-controller or --bootstrap-server.')
}

async function describe(admin: Admin, args: Arguments, io: ToolIo): Promise<void> {
  const nodeId = args.number('node-id')
  const { supported, finalized, finalizedEpoch } = await admin.describeFeatures(nodeId === undefined ? {} : { nodeId })
  const names = [...new Set([...supported.keys(), ...finalized.keys()])].sort()
  for (const name of names) {
    const shown = (level: number) =>
      (name === 'metadata.version' ? metadataVersionName(level) : String(level)).padEnd(15)
    const { min, max } = supported.get(name) ?? { min: 0, max: 0 }
    io.stdout.write(
      `Feature: ${name.padEnd(40)}  SupportedMinVersion: ${shown(min)}  SupportedMaxVersion: ${shown(max)}  FinalizedVersionLevel: ${shown(finalized.get(name) ?? 0)}  Epoch: ${finalizedEpoch < 0 ? '-' : String(finalizedEpoch).padEnd(15).trimEnd()}\n`,
    )
  }
}

async function update(admin: Admin, args: Arguments, io: ToolIo): Promise<void> {
  const { command } = args
  const upgradeType = command === 'upgrade' ? 'UPGRADE' : args.has('unsafe') ? 'UNSAFE_DOWNGRADE' : 'SAFE_DOWNGRADE'
  const levels = wantedLevels(args, io)
  if (levels.size === 0) throw new TerseException(`You must specify at least one feature to ${command}`)
  const updates = [...levels].map(
    ([feature, maxVersionLevel]): FeatureUpdate => ({ feature, maxVersionLevel, upgradeType }),
  )
  const dryRun = args.has('dry-run')
  const failure = await admin.updateFeatures(updates, { validateOnly: dryRun }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof KafkaException) return error
      throw error
    },
  )
  for (const { feature, maxVersionLevel } of updates) {
    const target = command === 'disable' ? '' : ` to ${maxVersionLevel}`
    const done = `${command}d`
    if (failure)
      io.stdout.write(`${dryRun ? 'Can not' : 'Could not'} ${command} ${feature}${target}. ${failure.message}\n`)
    else io.stdout.write(`${feature} ${dryRun ? 'can be' : 'was'} ${done}${target}.\n`)
  }
  if (failure) throw new TerseException(`${updates.length} out of ${updates.length} operation(s) failed.`)
}

function wantedLevels(args: Arguments, io: ToolIo): Map<string, number> {
  if (args.command === 'disable') return new Map(args.all('feature').map((feature) => [feature, 0]))
  const levels = new Map<string, number>()
  const metadata = args.get('metadata')
  if (metadata !== undefined) {
    io.stdout.write(' `metadata` flag is deprecated and may be removed in a future release.\n')
    levels.set('metadata.version', metadataLevel(metadata, LISTING))
  }
  const release = args.get('release-version')
  if (release !== undefined) {
    if (metadata !== undefined || args.has('feature')) {
      throw new TerseException('Can not specify `release-version` with other feature flags.')
    }
    const level = metadataLevel(release, LISTING)
    levels.set('metadata.version', level)
    for (const { name } of FEATURES) levels.set(name, defaultLevel(name, level))
  }
  for (const text of args.all('feature')) {
    const { feature, level } = parseFeatureLevel(text)
    levels.set(feature, level)
  }
  return levels
}
