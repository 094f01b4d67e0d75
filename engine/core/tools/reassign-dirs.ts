/** Moves of replicas between the log directories of their brokers. */
import type { Admin } from '../client/admin.ts'
import { adminFailed, TerseException } from './errors.ts'
import { comparePartitions, type ReplicaDir } from './reassign-json.ts'
import { replicaKey } from './reassign-state.ts'
import { plural } from './reassign-throttles.ts'
import type { ToolIo } from './tool.ts'

/** ms */
const PAUSE_MS = 100

/** Starts the moves; brokers that do not have the replica yet are asked again until the time is up. */
export async function moveReplicas(
  admin: Admin,
  io: ToolIo,
  wanted: readonly ReplicaDir[],
  timeoutMs: number,
): Promise<void> {
  const end = io.env.clock.monotonic() + timeoutMs
  for (let waiting = sorted(wanted); ; ) {
    const started = await startMoves(admin, waiting)
    for (const { partition, broker, dir } of started)
      io.stdout.write(
        `Successfully started moving log directory to ${dir} for replica ${partition.topic}-${partition.partition} with broker ${broker} \n`,
      )
    waiting = waiting.filter((one) => !started.includes(one))
    if (waiting.length === 0) return
    if (io.env.clock.monotonic() >= end) {
      const keys = waiting.map(({ partition, broker }) => replicaKey(partition, broker))
      throw new TerseException(
        `Timed out before log directory move${plural(keys)} could be started for: ${keys.join(',')}`,
      )
    }
    await new Promise<void>((resolve) => void io.env.timers.after(PAUSE_MS, resolve))
  }
}

function sorted(moves: readonly ReplicaDir[]): ReplicaDir[] {
  return [...moves].sort((a, b) => comparePartitions(a.partition, b.partition) || a.broker - b.broker)
}

async function startMoves(admin: Admin, moves: readonly ReplicaDir[]): Promise<ReplicaDir[]> {
  const started: ReplicaDir[] = []
  for (const [index, { error }] of (await admin.alterReplicaLogDirs(moves)).entries()) {
    const move = moves[index] as ReplicaDir
    if (!error) started.push(move)
    else if (error.name !== 'ReplicaNotAvailableException')
      throw adminFailed(`Failed to alter dir for ${replicaKey(move.partition, move.broker)}`)
  }
  return started
}
