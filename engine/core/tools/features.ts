/** kafka-features.sh (`FeatureCommand`). */
import { textsInHashOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { FeatureUpdate } from '../client/admin-cluster.ts'
import { KafkaException } from '../client/errors.ts'
import { defaultLevel, FEATURES, metadataVersionName } from '../metadata/features.ts'
import { type Arguments, argumentError, parseArguments } from './argparse.ts'
import type { ArgSpec, ParserSpec } from './argparse-spec.ts'
import { adminFromArgs, BOOTSTRAP_ARGS } from './bootstrap-args.ts'
import { awaited, TerseException } from './errors.ts'
import {
  metadataLevel,
  noFeatureLevel,
  parseFeatureLevel,
  printFeatureDependencies,
  versionMapping,
} from './feature-versions.ts'
import { Exit, messageOf, type Tool, type ToolIo } from './tool.ts'

const RELEASE: ArgSpec = { flags: ['--release-version'], help: 'a release, whose default levels are taken' }
const FEATURE: ArgSpec = { flags: ['--feature'], action: 'append', help: 'feature=level, may be repeated' }
const METADATA: ArgSpec = { flags: ['--metadata'], help: 'DEPRECATED: the level of metadata.version' }
const DRY_RUN: ArgSpec = { flags: ['--dry-run'], action: 'true', help: 'change nothing' }
const UNSAFE: ArgSpec = { flags: ['--unsafe'], action: 'true', help: 'even if metadata is lost' }

const PARSER: ParserSpec = {
  prog: 'kafka-features',
  description: 'This tool manages feature flags in Kafka.',
  args: BOOTSTRAP_ARGS,
  exclusive: [{ flags: ['--bootstrap-server', '--bootstrap-controller'], required: false }],
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
      io.stderr.write(`${messageOf(error)}\n`)
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
    printFeatureDependencies(io, args.all('feature'), { parse: parseFeatureLevel, unsupported: noFeatureLevel })
    return
  }
  checkBootstrap(args, io)
  const admin = await adminFromArgs(io, args)
  try {
    await awaited(args.command === 'describe' ? describe(admin, args, io) : update(admin, args, io))
  } finally {
    await admin.close()
  }
}

function checkBootstrap(args: Arguments, io: ToolIo): void {
  if (!args.has('bootstrap-server') && !args.has('bootstrap-controller'))
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
  const updates = textsInHashOrder([...levels.keys()]).map(
    (feature): FeatureUpdate => ({ feature, maxVersionLevel: levels.get(feature) as number, upgradeType }),
  )
  const dryRun = args.has('dry-run')
  const failure = await admin.updateFeatures(updates, { validateOnly: dryRun }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof KafkaException) return error
      throw error
    },
  )
  for (const { feature, maxVersionLevel } of [...updates].sort((a, b) => (a.feature < b.feature ? -1 : 1))) {
    const target = command === 'disable' ? '' : ` to ${maxVersionLevel}`
    const done = `${command}d`
    if (failure)
      io.stdout.write(`${dryRun ? 'Can not' : 'Could not'} ${command} ${feature}${target}. ${failure.message}\n`)
    else io.stdout.write(`${feature} ${dryRun ? 'can be' : 'was'} ${done}${target}.\n`)
  }
  if (failure) throw new TerseException(`${updates.length} out of ${updates.length} operation(s) failed.`)
}

function wantedLevels(args: Arguments, io: ToolIo): Map<string, number> {
  const features = args.all('feature')
  if (args.command === 'disable') return onceEach(features.map((feature) => [feature, 0]))
  const [metadata, release] = [args.get('metadata'), args.get('release-version')]
  if (release !== undefined) {
    if (metadata === undefined && features.length === 0) return releaseLevels(release, args.command)
    throw new TerseException('Can not specify `release-version` with other feature flags.')
  }
  const levels: [string, number][] = []
  if (metadata !== undefined) {
    io.stdout.write(' `metadata` flag is deprecated and may be removed in a future release.\n')
    levels.push(['metadata.version', metadataLevel(metadata, LISTING)])
  }
  const named = features.map(parseFeatureLevel).map(({ feature, level }): [string, number] => [feature, level])
  return onceEach([...levels, ...named])
}

function onceEach(levels: readonly [feature: string, level: number][]): Map<string, number> {
  const found = new Map<string, number>()
  for (const [feature, level] of levels) {
    if (found.has(feature)) throw new TerseException(`Feature ${feature} was specified more than once.`)
    found.set(feature, level)
  }
  return found
}

/** What a release brings; nothing is upgraded to level 0. */
function releaseLevels(release: string, command: string): Map<string, number> {
  const level = metadataLevel(release, LISTING)
  const features = FEATURES.map(({ name }) => [name, defaultLevel(name, level)] as const)
  const wanted = features.filter(([, featureLevel]) => command !== 'upgrade' || featureLevel > 0)
  return new Map([['metadata.version', level], ...wanted])
}
