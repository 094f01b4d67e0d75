/** kafka-metadata-quorum.sh (`MetadataQuorumCommand`). */

import { ZERO_UUID } from '../base/uuid.ts'
import type { Admin } from '../client/admin.ts'
import type { QuorumInfo, QuorumReplica } from '../client/admin-cluster.ts'
import { type Arguments, parseArguments } from './argparse.ts'
import type { ParserSpec } from './argparse-spec.ts'
import { adminFromArgs, BOOTSTRAP_ARGS } from './bootstrap-args.ts'
import { awaited, printFailure, TerseException } from './errors.ts'
import { addController, commandConfig, removeController } from './metadata-quorum-voters.ts'
import { Exit, type Tool, type ToolIo } from './tool.ts'

const PARSER: ParserSpec = {
  prog: 'kafka-metadata-quorum',
  description: 'This tool describes kraft metadata quorum status.',
  args: BOOTSTRAP_ARGS,
  exclusive: [{ flags: ['--bootstrap-server', '--bootstrap-controller'], required: true }],
  commands: {
    describe: {
      args: [
        { flags: ['--status'], action: 'true', help: 'a summary of the quorum' },
        { flags: ['--replication'], action: 'true', help: 'how far each replica is' },
        { flags: ['--human-readable'], action: 'true', help: 'times as milliseconds ago' },
      ],
    },
    'add-controller': { args: [{ flags: ['--dry-run'], action: 'true', help: 'change nothing' }] },
    'remove-controller': {
      args: [
        { flags: ['--controller-id', '-i'], type: 'int', required: true, help: 'the id of the controller to remove' },
        { flags: ['--controller-directory-id', '-d'], required: true, help: 'its directory id' },
        { flags: ['--dry-run'], action: 'true', help: 'change nothing' },
      ],
    },
  },
}

export const kafkaMetadataQuorum: Tool = {
  name: 'kafka-metadata-quorum.sh',
  async run(args, io) {
    const parsed = parseArguments(io, PARSER, args)
    try {
      await commandConfig(parsed, io)
      const admin = await adminFromArgs(io, parsed)
      const command = COMMANDS[parsed.command] as (typeof COMMANDS)[string]
      await awaited(command(admin, parsed, io)).finally(() => admin.close())
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

const COMMANDS: { readonly [name: string]: (admin: Admin, args: Arguments, io: ToolIo) => Promise<void> } = {
  describe,
  'add-controller': addController,
  'remove-controller': removeController,
}

function check(args: Arguments): void {
  const [status, replication] = [args.has('status'), args.has('replication')]
  if (status && replication) {
    throw new TerseException('Only one of --status or --replication should be specified with describe sub-command')
  }
  if (!status && !replication) {
    throw new TerseException('One of --status or --replication must be specified with describe sub-command')
  }
  if (status && args.has('human-readable')) {
    throw new TerseException('The option --human-readable is only supported along with --replication')
  }
}

async function describe(admin: Admin, args: Arguments, io: ToolIo): Promise<void> {
  check(args)
  if (args.has('replication')) {
    const quorum = await admin.describeMetadataQuorum()
    const now = args.has('human-readable') ? io.env.clock.wall() : undefined
    io.stdout.write(replicationTable(quorum, now))
    return
  }
  const { clusterId } = await admin.describeCluster()
  io.stdout.write(statusText(await admin.describeMetadataQuorum(), clusterId))
}

function statusText(quorum: QuorumInfo, clusterId: string): string {
  const leader = quorum.voters.find(({ replicaId }) => replicaId === quorum.leaderId)
  const followers = quorum.voters.filter(({ replicaId }) => replicaId !== quorum.leaderId)
  const furthest = followers.reduce<QuorumReplica | undefined>(
    (worst, one) => (worst === undefined || one.logEndOffset < worst.logEndOffset ? one : worst),
    undefined,
  )
  const maxLag = leader && furthest ? leader.logEndOffset - furthest.logEndOffset : 0
  const rows = [
    ['ClusterId:', clusterId],
    ['LeaderId:', quorum.leaderId],
    ['LeaderEpoch:', quorum.leaderEpoch],
    ['HighWatermark:', quorum.highWatermark],
    ['MaxFollowerLag:', maxLag],
    ['MaxFollowerLagTimeMs:', maxLagTime(leader, furthest)],
    ['CurrentVoters:', replicasText(quorum.voters, quorum)],
    ['CurrentObservers:', replicasText(quorum.observers, quorum)],
  ] as const
  return rows.map(([name, value]) => `${name.padEnd(23)} ${value}\n`).join('')
}

function maxLagTime(leader: QuorumReplica | undefined, follower: QuorumReplica | undefined): number {
  if (!follower || !leader) return 0
  if (leader.logEndOffset === follower.logEndOffset) return 0
  return follower.lastCaughtUpTimestamp > 0 ? leader.lastCaughtUpTimestamp - follower.lastCaughtUpTimestamp : -1
}

function replicasText(replicas: readonly QuorumReplica[], { nodes }: QuorumInfo): string {
  const texts = replicas.map(({ replicaId, replicaDirectoryId }) => {
    const directory = replicaDirectoryId === ZERO_UUID ? '' : `, "directoryId": "${replicaDirectoryId}"`
    const endpoints = nodes.get(replicaId)?.map(({ name, host, port }) => `"${name}://${host}:${port}"`) ?? []
    const shown = endpoints.length === 0 ? '' : `, "endpoints": [${endpoints.join(', ')}]`
    return `{"id": ${replicaId}${directory}${shown}}`
  })
  return `[${texts.join(', ')}]`
}

const HEADINGS = [
  'NodeId',
  'DirectoryId',
  'LogEndOffset',
  'Lag',
  'LastFetchTimestamp',
  'LastCaughtUpTimestamp',
  'Status',
]

function replicationTable(quorum: QuorumInfo, now: number | undefined): string {
  const leader = quorum.voters.find(({ replicaId }) => replicaId === quorum.leaderId)
  const time = (timestamp: number) =>
    now === undefined ? String(timestamp) : timestamp === -1 ? 'unknown' : `${now - timestamp} ms ago`
  const row = (replica: QuorumReplica, status: string) => [
    String(replica.replicaId),
    replica.replicaDirectoryId,
    String(replica.logEndOffset),
    String((leader?.logEndOffset ?? 0) - replica.logEndOffset),
    time(replica.lastFetchTimestamp),
    time(replica.lastCaughtUpTimestamp),
    status,
  ]
  const followers = quorum.voters.filter((replica) => replica !== leader)
  const rows = [
    HEADINGS,
    ...(leader ? [row(leader, 'Leader')] : []),
    ...followers.map((replica) => row(replica, 'Follower')),
    ...quorum.observers.map((replica) => row(replica, 'Observer')),
  ]
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => (cells[column] as string).length)))
  return rows
    .map((cells) => `${cells.map((cell, column) => `${cell.padEnd(widths[column] as number)}\t`).join('')}\n`)
    .join('')
}
