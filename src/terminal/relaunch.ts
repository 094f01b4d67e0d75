import { type BrokerHost, type BrokerLaunch, launch, type RunningBrokers } from './commands/broker.ts'
import type { Process } from './shell/processes.ts'
import type { Machine } from './shell/program.ts'

/** So long nodes are waited for that should soon serve, and those that cannot without others, ms of real time. */
const PATIENCE = { withQuorum: 6000, without: 1000 } as const

/** What nodes are started on. */
export interface Relaunching {
  readonly machine: Machine
  readonly brokers: BrokerHost
  readonly running: RunningBrokers
  /** Real time, whatever the cluster's clock does. */
  readonly wait: (ms: number) => Promise<void>
}

interface Started {
  readonly launched: BrokerLaunch
  readonly process: Process
  readonly ready: Promise<string | null>
}

/**
 * Starts nodes again as they ran. Resolves once they serve, or after a while: a node whose quorum is gone, or that is cut from
 * it, may wait for ever, and nothing else shall wait for it. Those that were frozen are frozen once they serve. Rejects with the
 * reason when one cannot start.
 */
export async function relaunchAll(host: Relaunching, launches: readonly BrokerLaunch[]): Promise<void> {
  const { machine, brokers, running, wait } = host
  const started = await Promise.all(
    launches.map(async (launched): Promise<Started> => {
      const { process, ready } = await launch(machine, brokers, running, launched.args, launched.properties, () => {})
      return { launched, process, ready }
    }),
  )
  const all = Promise.all(started.map(({ ready }) => ready))
  const problems = await Promise.race([all, wait(hasQuorum(launches) ? PATIENCE.withQuorum : PATIENCE.without)])
  freeze(started)
  const problem = problems?.find((one) => one !== null)
  if (problem) throw new Error(problem)
}

/** None before all had their turn: a frozen controller would leave others without a quorum. */
function freeze(started: readonly Started[]): void {
  for (const { launched, process, ready } of started)
    if (launched.stopped) void ready.then((problem) => problem === null && process.signal('STOP'))
}

/** Whether most of the controllers that the nodes know of are among them. */
export function hasQuorum(launches: readonly BrokerLaunch[]): boolean {
  const voters = Math.max(0, ...launches.map(({ properties }) => votersIn(properties)))
  const here = launches.filter(({ properties }) => (properties.get('process.roles') ?? '').includes('controller'))
  return here.length * 2 > voters
}

function votersIn(properties: ReadonlyMap<string, string>): number {
  const named =
    properties.get('controller.quorum.voters') ?? properties.get('controller.quorum.bootstrap.servers') ?? ''
  return named.split(',').filter((one) => one.trim() !== '').length
}
