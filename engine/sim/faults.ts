/** What is done to the cluster and to its clients while they work. */

import { missing } from './calm.ts'
import type { Reader } from './clients.ts'
import { hasOfflineDirs, quorumOf } from './inspect.ts'
import type { RoomLinks } from './links.ts'
import type { MemoryNetwork } from './network.ts'
import type { SimNode } from './node.ts'
import { type ClusterPlan, isController } from './plan.ts'
import type { SeededRandom } from './random.ts'
import type { RunTrace } from './run-trace.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * Virtual ms after the last fault within which every node serves, every replica is in sync and one controller leads: a
 * broker session and a few election timeouts, backed-off retries, and a stuck connection's 30 s.
 */
export const CALM_WITHIN_MS = 90_000

export interface Target {
  readonly scheduler: Scheduler
  readonly random: SeededRandom
  readonly plan: ClusterPlan
  readonly nodes: readonly SimNode[]
  readonly links: RoomLinks
  readonly network: MemoryNetwork
  readonly trace: RunTrace
  /** Names of the processes that are clients. */
  clients(): readonly string[]
  /** Kills a member of the group; another takes its place. */
  replaceReader(): Reader | null
  problem(text: string): void
}

/** Done to one node, which is left alone by others meanwhile. */
type NodeFault = (target: Target, node: SimNode) => Promise<void>
type RoomFault = (target: Target) => Promise<void>

const crash: NodeFault = async (target, node) => {
  const { random } = target
  node.crash('killed')
  await pause(target, random.pick([0, 300, 3000, 15_000]))
  while (random.chance(0.3)) {
    void node.start()
    await pause(target, random.between(1, 300))
    node.crash('killed while it started')
  }
}

const cleanRestart: NodeFault = async (target, node) => {
  await Promise.race([node.stop(), pause(target, 40_000)])
  node.crash('it did not stop in time')
  await pause(target, target.random.pick([0, 300, 5000]))
}

const freeze: NodeFault = async (target, node) => {
  node.freeze()
  await pause(target, target.random.pick([200, 1500, 6000, 15_000]))
  if (target.random.chance(0.2)) node.crash('killed while frozen')
  node.thaw()
}

const slowDisk: NodeFault = async (target, node) => {
  const usual = node.syncMs
  node.syncMs = target.random.between(200, 3000)
  await pause(target, target.random.between(1000, 8000))
  // What is on its way to that disk is lost, and whoever counted on it may be too.
  if (target.random.chance(0.4)) await killSeveral(target)
  node.syncMs = usual
}

const diskFails: NodeFault = async (target, node) => {
  const { disk } = node
  disk.faults.failAt = disk.operationCount + target.random.between(1, 40)
  await pause(target, target.random.between(500, 3000))
  delete disk.faults.failAt
}

const diskFull: NodeFault = async (target, node) => {
  const { disk } = node
  disk.faults.capacity = disk.used() + target.random.between(0, 4000)
  await pause(target, target.random.between(500, 3000))
  delete disk.faults.capacity
}

/** One of several log dirs breaks; a process has to be started anew to use it again. */
const dirFails: NodeFault = async (target, node) => {
  const { random, plan } = target
  node.disk.faults.broken = `${random.pick(plan.logDirs)}/`
  await pause(target, random.between(500, 8000))
  delete node.disk.faults.broken
  if (node.isUp && random.chance(0.5)) await pause(target, random.between(500, 5000))
  node.crash('its log dir is mended')
}

/** Retention and the expiry of producers count in days of wall time; a run must not reach them. */
const clockJump: NodeFault = async ({ random }, node) => node.moveWallClock(random.between(60_000, 3_600_000))

const connectionsReset: NodeFault = async (_target, node) => node.disconnect()

const isolate: NodeFault = (target, node) => {
  const others = target.nodes.filter((one) => one !== node).map(({ name }) => name)
  const clients = target.random.chance(0.5) ? target.clients() : []
  return cutBetween(target, [node.name], [...others, ...clients])
}

const slowLink: NodeFault = async (target, node) => {
  target.links.slow.set(node.name, target.random.pick([50, 300, 1500]))
  await pause(target, target.random.between(1000, 10_000))
  target.links.slow.delete(node.name)
}

/** In two halves; clients see the one, the other or both. */
const split: RoomFault = (target) => {
  const [some, others] = inTwo(
    target.random,
    target.nodes.map(({ name }) => name),
  )
  return cutBetween(target, some, [...others, ...target.random.pick([[], target.clients()])])
}

const pairCut: RoomFault = (target) => {
  const a = target.random.pick(target.nodes)
  const b = target.random.pick(target.nodes)
  return a === b ? Promise.resolve() : cutBetween(target, [a.name], [b.name])
}

/** A node that no controller hears. */
const fromControllers: RoomFault = (target) => {
  const node = target.random.pick(target.nodes)
  const controllers = target.plan.nodes.filter(isController).map(({ id }) => `node-${id}`)
  return cutBetween(
    target,
    [node.name],
    controllers.filter((name) => name !== node.name),
  )
}

const clientsCut: RoomFault = (target) => {
  const [some] = inTwo(target.random, target.clients())
  return cutBetween(target, some, [target.random.pick(target.nodes).name])
}

/** Several processes end in the same moment, or all, as when the browser's tab is closed; they come back one by one. */
const killSeveral: RoomFault = async (target) => {
  const { random, nodes } = target
  const some = random.chance(0.3) ? nodes : nodes.filter(() => random.chance(0.6))
  for (const node of some) node.crash('killed with others')
  const longest = random.pick([0, 300, 3000])
  const back = some.map((node) => pause(target, random.between(0, longest)).then(() => void node.start()))
  await Promise.all(back)
}

/**
 * The active controller dies. As soon as there is another, all who elected it are killed, and come back cut off from it: what
 * they know of the election is what their disks tell.
 */
const electorsDie: RoomFault = async (target) => {
  const { trace, nodes, links, network, random } = target
  const controllers = target.plan.nodes.filter(isController).map(({ id }) => `node-${id}`)
  const before = trace.events.findLast(isElection)?.process
  nodes.find(({ name }) => name === before)?.crash('killed while it led the quorum')
  const elected = await nextElection(target)
  if (elected === null) return
  const others = controllers.filter((name) => name !== elected)
  const electors = nodes.filter(({ name }) => others.includes(name))
  for (const node of electors) node.crash(`killed just after ${elected} was elected`)
  const ways = others.flatMap((name) => [[name, elected] as const, [elected, name] as const])
  for (const [from, to] of ways) links.cut(from, to)
  await Promise.all(electors.map((node) => pause(target, random.between(0, 50)).then(() => void node.start())))
  await pause(target, random.between(1000, 8000))
  for (const [from, to] of ways) links.mend(from, to)
  network.resume()
}

function isElection(event: { readonly type: string; readonly role?: unknown }): boolean {
  return event.type === 'raft.role' && event.role === 'leader'
}

const ELECTED_WITHIN_MS = 15_000

/** The name of the process that leads the quorum next; null: none in time. */
async function nextElection(target: Target): Promise<string | null> {
  const { events } = target.trace
  const seen = events.length
  for (const until = target.scheduler.now + ELECTED_WITHIN_MS; target.scheduler.now < until; await pause(target, 1)) {
    const found = events.slice(seen).find(isElection)
    if (found) return found.process as string
  }
  return null
}

const readerDies: RoomFault = async (target) => void target.replaceReader()

/** The more often the more times. */
const NODE_FAULTS: readonly NodeFault[] = [
  crash,
  crash,
  crash,
  cleanRestart,
  freeze,
  freeze,
  isolate,
  isolate,
  slowDisk,
  diskFails,
  diskFull,
  clockJump,
  connectionsReset,
  slowLink,
]
const NODE_FAULTS_OF_DIRS: readonly NodeFault[] = [...NODE_FAULTS, dirFails, dirFails, dirFails]
const ROOM_FAULTS: readonly RoomFault[] = [
  split,
  split,
  pairCut,
  fromControllers,
  clientsCut,
  readerDies,
  killSeveral,
  killSeveral,
]

const ROOM_FAULTS_OF_ELECTIONS: readonly RoomFault[] = [...ROOM_FAULTS, ...Array<RoomFault>(6).fill(electorsDie)]

/** Both ways, or one way only. */
async function cutBetween(target: Target, some: readonly string[], others: readonly string[]): Promise<void> {
  const { links, network, random, trace } = target
  const ways = random.pick([['there', 'back'], ['there', 'back'], ['there'], ['back']])
  const pairs = some.flatMap((a) => others.map((b) => [a, b] as const))
  const each = (what: (from: string, to: string) => void) => {
    for (const [a, b] of pairs) {
      if (ways.includes('there')) what(a, b)
      if (ways.includes('back')) what(b, a)
    }
  }
  trace.log('SIM', 'links', `cut ${ways.join(' and ')} between ${some} and ${others}`)
  each((from, to) => links.cut(from, to))
  await pause(target, random.pick([300, 2000, 6000, 15_000]))
  each((from, to) => links.mend(from, to))
  trace.log('SIM', 'links', `mended between ${some} and ${others}`)
  network.resume()
}

function inTwo(random: SeededRandom, all: readonly string[]): [string[], string[]] {
  const some = all.filter(() => random.chance(0.5))
  return [some, all.filter((one) => !some.includes(one))]
}

/** Several misfortunes, some at once, each node under one of its own at a time; then all is mended. */
export async function disturb(target: Target): Promise<void> {
  const { random, plan } = target
  const busy = new Set<SimNode>()
  const roomFaults = plan.electorsDie ? ROOM_FAULTS_OF_ELECTIONS : ROOM_FAULTS
  const under: Promise<void>[] = []
  for (let count = 0; count < plan.faults; count++) {
    await pause(target, plan.storm ? random.between(1, 600) : random.between(50, 3000))
    const fault = random.chance(0.75) ? onSomeNode(target, busy) : random.pick(roomFaults)(target)
    under.push(fault)
    if (!plan.storm && random.chance(0.4)) await fault
  }
  await Promise.all(under)
  mend(target)
}

async function onSomeNode(target: Target, busy: Set<SimNode>): Promise<void> {
  const { random, nodes, plan } = target
  const fault = random.pick(plan.logDirs.length > 1 ? NODE_FAULTS_OF_DIRS : NODE_FAULTS)
  const node = random.pick(nodes)
  if (busy.has(node)) return
  busy.add(node)
  target.trace.log('SIM', 'faults', `${fault.name} of ${node.name}`)
  await fault(target, node)
  if (!node.isUp && !node.isStarting) void node.start()
  busy.delete(node)
}

function mend({ links, network, nodes, trace }: Target): void {
  trace.log('SIM', 'faults', 'all is mended')
  links.mendAll()
  network.resume()
  for (const node of nodes) node.thaw()
}

/** Starts what is down; that not all comes back to health in time is a problem. */
export async function calmDown(target: Target): Promise<void> {
  const { scheduler, nodes } = target
  const until = scheduler.now + CALM_WITHIN_MS
  for (;;) {
    for (const node of nodes) {
      if (node.server && hasOfflineDirs(node.server)) node.crash('a log dir is offline')
      if (!node.isUp && !node.isStarting) void node.start()
    }
    await pause(target, 250)
    const what = missing(nodes)
    if (what === null) return
    if (scheduler.now < until) continue
    target.problem(`${CALM_WITHIN_MS} virtual ms after the last fault ${what}`)
    return
  }
}

/** Whether the loss of any one disk must be survived: another has all. */
function mayLoseADisk({ plan }: Target): boolean {
  const controllers = plan.nodes.filter(isController).length
  const all = [...plan.topics, ...(plan.table ? [plan.table] : [])]
  const replicated = all.every(({ replicationFactor }) => replicationFactor > 1)
  return replicated && controllers > 2 && plan.properties['offsets.topic.replication.factor'] !== '1'
}

/**
 * Whether the other voters hold all that the quorum committed. A static quorum does not survive an empty disk else: what only a majority
 * holds is then in the hands of a minority (seed 17461). An operator looks at the lag before a disk is replaced.
 */
function othersHoldAll({ plan, nodes }: Target, lost: SimNode): boolean {
  const voters = new Set(plan.nodes.filter(isController).map(({ id }) => id))
  const ends = nodes
    .filter(({ id }) => voters.has(id))
    .map((node) => ({ node, raft: node.server && quorumOf(node.server)?.raft }))
  const committed = Math.max(0, ...ends.map(({ raft }) => raft?.highWatermark ?? 0))
  return ends.every(({ node, raft }) => node === lost || (raft ? raft.logEndOffset >= committed : false))
}

/** A node of a healthy cluster comes back with an empty disk. */
export async function loseDisk(target: Target): Promise<void> {
  if (!mayLoseADisk(target) || target.random.chance(0.7)) return
  await calmDown(target)
  const node = target.random.pick(target.nodes)
  for (let looks = 0; !othersHoldAll(target, node); looks++) {
    if (looks > 100) return
    await pause(target, 50)
  }
  node.crash('its disk is lost')
  await node.wipe()
  await pause(target, target.random.pick([0, 1000, 20_000]))
  await calmDown(target)
}

export function pause({ scheduler }: { readonly scheduler: Scheduler }, ms: number): Promise<void> {
  return new Promise((resolve) => void scheduler.after(ms, resolve))
}
