/** What is done to the one node and to its clients while they work. */
import type { FaultyDisk } from './faulty-disk.ts'
import type { Machine } from './machine.ts'
import type { SeededRandom } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** Virtual ms in which a node on a healthy disk has to be up again. */
const START_WITHIN_MS = 60_000

export interface Target {
  readonly scheduler: Scheduler
  readonly random: SeededRandom
  readonly machine: Machine
  readonly disk: FaultyDisk
  /** Longest time that a sync takes, in ms. */
  syncMs: number
  /** Kills a member of the group; another takes its place. */
  replaceReader(): void
  problem(text: string): void
}

type Fault = (target: Target) => Promise<void>

const crash: Fault = async (target) => {
  const { machine, random } = target
  machine.crash('killed')
  await pause(target, random.between(0, 3000))
  while (random.chance(0.3)) {
    void machine.start()
    await pause(target, random.between(1, 300))
    machine.crash('killed while it started')
  }
}

const cleanRestart: Fault = async ({ machine }) => machine.stop()

const slowDisk: Fault = async (target) => {
  const usual = target.syncMs
  target.syncMs = target.random.between(500, 4000)
  await pause(target, target.random.between(1000, 8000))
  target.syncMs = usual
}

/** Retention and the expiry of producers count in days of wall time; a run must not reach them. */
const clockJump: Fault = async ({ scheduler, random }) => {
  scheduler.wallOffset += random.between(60_000, 3_600_000)
}

const diskFails: Fault = async (target) => {
  const { disk, random } = target
  disk.faults.failAt = disk.operationCount + random.between(1, 40)
  await pause(target, random.between(500, 3000))
  delete disk.faults.failAt
}

const diskFull: Fault = async (target) => {
  const { disk, random } = target
  disk.faults.capacity = disk.used() + random.between(0, 4000)
  await pause(target, random.between(500, 3000))
  delete disk.faults.capacity
}

const connectionsReset: Fault = async ({ machine }) => machine.disconnect()

const readerDies: Fault = async (target) => target.replaceReader()

/** By name, the more often the more times. */
const FAULTS: readonly Fault[] = [
  crash,
  crash,
  crash,
  cleanRestart,
  slowDisk,
  clockJump,
  diskFails,
  diskFull,
  connectionsReset,
  connectionsReset,
  readerDies,
]

/** One fault after the other, each time waiting until the node is up again. */
export async function disturb(target: Target, times: number): Promise<void> {
  for (let count = 0; count < times; count++) {
    await pause(target, target.random.between(50, 3000))
    await target.random.pick(FAULTS)(target)
    await ensureUp(target)
  }
}

/** Starts the node if it is down. That it does not come up on a healthy disk is a problem. */
export async function ensureUp(target: Target): Promise<void> {
  const { machine } = target
  if (machine.isUp) return
  await Promise.race([machine.start(), pause(target, START_WITHIN_MS)])
  if (machine.isUp) return
  target.problem(`the node was not up ${START_WITHIN_MS} ms after its start`)
  machine.crash('it did not come up')
}

function pause({ scheduler }: Target, ms: number): Promise<void> {
  return new Promise((resolve) => void scheduler.after(ms, resolve))
}
