import type { Process } from '../shell/processes.ts'
import type { Machine } from '../shell/program.ts'

/** How the machine starts a broker: in the page a worker, in a headless run the engine in this process. */
export interface BrokerHost {
  /** Starts a broker; the callbacks tell of its log, of readiness (null) or the reason why not, and of its end. */
  start(
    properties: ReadonlyMap<string, string>,
    told: { log(lines: readonly string[]): void; ready(problem: string | null): void; exited(status: number): void },
  ): Promise<{ terminate(): void; kill(): void; setStopped(stopped: boolean): void }>
}

/** Brokers that run on this machine. */
export interface RunningBrokers {
  /** Log dirs in use. */
  readonly logDirs: Set<string>
  readonly byNode: Map<number, Process>
}

/** A broker as a process of the machine: TERM is a controlled shutdown, KILL ends it at once. */
export async function launch(
  machine: Machine,
  host: BrokerHost,
  running: RunningBrokers,
  args: readonly string[],
  properties: ReadonlyMap<string, string>,
  print: (line: string) => void,
): Promise<{ process: Process; ready: Promise<string | null>; endedBy(): 'INT' | 'TERM' | undefined }> {
  const process = machine.processes.start(args)
  PROPERTIES.set(process, properties)
  const named = (properties.get('log.dirs') ?? properties.get('log.dir') ?? '/tmp/kafka-logs').split(',')
  const dirs = named.map((dir) => dir.trim()).filter((dir) => !running.logDirs.has(dir))
  for (const dir of dirs) running.logDirs.add(dir)
  const nodeId = Number(properties.get('node.id') ?? properties.get('broker.id'))
  if (!running.byNode.has(nodeId)) running.byNode.set(nodeId, process)
  let signalled: 'INT' | 'TERM' | undefined
  let settleReady: (problem: string | null) => void = () => {}
  const ready = new Promise<string | null>((resolve) => {
    settleReady = resolve
  })
  const handle = await host.start(properties, {
    log: (lines) => lines.forEach(print),
    ready: settleReady,
    exited: (status) => process.end(status),
  })
  for (const signal of ['INT', 'TERM'] as const) {
    process.onSignal(signal, () => {
      signalled ??= signal
      handle.terminate()
    })
  }
  process.watch(() => {
    if (process.state !== 'done') handle.setStopped(process.state === 'stopped')
  })
  void process.exited.then(() => {
    if (process.endedBy === 'KILL') handle.kill()
    for (const dir of dirs) running.logDirs.delete(dir)
    if (running.byNode.get(nodeId) === process) running.byNode.delete(nodeId)
  })
  return { process, ready, endedBy: () => signalled }
}

/** Properties of the brokers that run. */
const PROPERTIES = new WeakMap<Process, ReadonlyMap<string, string>>()

/** With which properties a process was launched; undefined: it is no broker. */
export function propertiesOf(process: Process): ReadonlyMap<string, string> | undefined {
  return PROPERTIES.get(process)
}

/** A broker that runs, with what starts it again. */
export interface BrokerLaunch {
  readonly args: readonly string[]
  readonly properties: ReadonlyMap<string, string>
  /** By SIGSTOP. */
  readonly stopped: boolean
}

/** The brokers that run on a machine. */
export function runningBrokers(machine: Machine): BrokerLaunch[] {
  return machine.processes.list().flatMap((process) => {
    const properties = propertiesOf(process)
    return properties ? [{ args: process.args, properties, stopped: process.state === 'stopped' }] : []
  })
}
