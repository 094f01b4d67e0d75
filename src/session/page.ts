import { effect, type Signal, signal } from '@preact/signals'
import type { Author } from '../authoring/author.ts'
import { EMPTY_STATE } from '../cluster/cluster-state.ts'
import { connectPage } from '../cluster/connect-page.ts'
import { ClusterFaults } from '../cluster/faults.ts'
import type { Telemetry } from '../cluster/host-types.ts'
import type { Inspector } from '../cluster/inspector.ts'
import { Ownership, type OwnershipState } from '../cluster/ownership.ts'
import { type ClusterPlan, configPaths, samePlan } from '../cluster/plan.ts'
import { type BrokerHandle, type BrokerProcess, BrokerProcesses } from '../cluster/processes.ts'
import { ClusterTime, type TimedProcesses, timeSetting } from '../cluster/time.ts'
import type { Notebook } from '../free-play/notebook.ts'
import { LessonSession } from '../lessons/lesson-session.ts'
import { library } from '../lessons/page-library.ts'
import type { Batches } from '../log-view/batch-source.ts'
import { MetricsLog } from '../metrics/metrics-log.ts'
import { TerminalClient } from '../terminal/terminal-client.ts'
import type { TerminalHost } from '../terminal/worker-protocol.ts'
import { WireLog } from '../wire-tap/wire-log.ts'
import { EventLog } from './event-log.ts'
import { PageHistory, type StepKind } from './history.ts'
import { historyHost } from './history-host.ts'
import { PageClock } from './page-clock.ts'
import { clockOffset, clusterPlan, type LocalText } from './settings.ts'
import { changesBetween } from './state-changes.ts'

const METRICS_EVERY_MS = 1000

/** What nobody has read before it runs may use the network so far. */
const CELL_RIGHTS = { mayListen: false, mostConnections: 200, mostASecond: 2000 }

/** Exit status after SIGKILL. */
const KILLED = 137

/** Everything that the page knows and can do; made once. */
export class Page {
  readonly brokers: Signal<readonly BrokerProcess[]> = signal([])
  readonly ownership: Signal<OwnershipState> = signal('asking')
  /** The nodes were all started, or could not be: what can wait for that is fetched now. */
  readonly started = signal(false)
  readonly helpShown = signal(false)
  readonly paletteShown = signal(false)
  /** What went wrong with the cluster as a whole, in words for the learner. */
  readonly problem: Signal<string | LocalText | null> = signal(null)
  /** The time by which brokers and terminals live. */
  readonly time: ClusterTime
  readonly clock: PageClock
  /** What the learner did, and the way back. */
  readonly history: PageHistory
  readonly events = new EventLog({ wall: () => this.time.wall(), monotonic: () => this.time.monotonic() })
  readonly wire = new WireLog()
  readonly metrics = new MetricsLog(Date.now)
  readonly terminal = new TerminalClient()
  readonly processes: BrokerProcesses
  /** Links, disks and time: what is wrong with them by the learner's will. */
  readonly faults: ClusterFaults
  readonly inspector: Inspector
  /** Raw batches for the Log view. */
  readonly batches: Batches
  /** Plugs a cell's run into the network of the page; it may connect and not listen. `connected` hears as whom brokers see it. */
  readonly plugCell: (connected: (peer: string) => void) => { readonly port: MessagePort; readonly unplug: () => void }
  /** The lesson that is open. */
  readonly lesson: LessonSession
  /** The learner's own notebook, while it is shown; `offered`: another one that a link brought, as Markdown. */
  readonly freePlay: Signal<{ readonly notebook: Notebook; readonly offered: string | null } | null> = signal(null)
  /** Takes the newer version of the page that is there; null while there is none. */
  readonly newVersion: Signal<(() => void) | null> = signal(null)
  /** Lessons that are being written in the page; null: none. */
  readonly author: Signal<Author | null> = signal(null)
  /** A file that a terminal asked to edit. */
  readonly editing: Signal<{ readonly pid: number; readonly path: string; readonly done: () => void } | null> =
    signal(null)
  /** A pack is on its way: the lesson that is shown meanwhile does not begin. */
  awaitsPack = false
  private readonly handles = new Map<number, BrokerHandle>()
  private readonly nodeOf = new Map<number, number>()
  private readonly owner: Ownership
  private readonly network: { terminal: MessagePort }
  /** The cluster has been brought up once. */
  private isUp = false
  private nextProcess = 1

  constructor() {
    const { hub, inspector, batches } = connectPage()
    this.inspector = inspector
    this.batches = batches
    this.plugCell = (connected) => hub.plug('cell', CELL_RIGHTS, connected)
    this.lesson = new LessonSession(library, this)
    const setting = timeSetting(clockOffset.peek())
    effect(() => {
      clockOffset.value = setting.value.wallOffsetMs
    })
    const listener = {
      telemetry: (nodeId: number, telemetry: Telemetry) => this.hear(nodeId, telemetry),
      changed: (broker: BrokerProcess) => this.brokerChanged(broker),
    }
    this.processes = new BrokerProcesses(hub, listener, () => setting.value)
    this.time = new ClusterTime(setting, timed(this.processes, this.terminal.api))
    this.clock = new PageClock(this.time, this.events, () => inspector.poke())
    this.faults = new ClusterFaults(hub, this.processes)
    this.history = new PageHistory(historyHost(this))
    this.history.onUndo((what) => {
      this.lesson.stopShowing()
      this.events.wentBack(what)
    })
    this.network = { terminal: hub.plug('terminal').port }
    let before = inspector.state.peek()
    inspector.watch((state) => {
      if (state === EMPTY_STATE) this.events.becameAnother()
      this.events.stateChanged(changesBetween(before, state))
      before = state
      this.metrics.stateRead(state)
    })
    this.events.onEvent((event) => {
      if (event.type === 'isr.changed' && event.nodeId < 0) this.metrics.isrChanged()
      void this.faults.hear(event)
    })
    setInterval(() => this.metrics.tick(), METRICS_EVERY_MS)
    this.owner = new Ownership(() => this.yieldCluster())
  }

  /** Brings the page up: terminal first, then the cluster if this tab may own it. Resolves when the broker serves. */
  async start(): Promise<void> {
    try {
      await indexedDB.databases?.()
    } catch (error) {
      this.problem.value = (await import('./no-storage.ts')).noStorage(error)
      throw error
    }
    await this.terminal.connect(this.network.terminal, this.host())
    void this.terminal.api.setTime(this.time.setting.value)
    this.terminal.open()
    this.ownership.value = (await this.owner.acquire()) ? 'owner' : 'elsewhere'
    if (this.ownership.value === 'owner') await this.bringUp()
  }

  private async bringUp(): Promise<void> {
    await this.boot()
    // Whoever waits for the cluster comes first; what reads its state is fetched then.
    setTimeout(() => {
      this.isUp = true
      this.look()
    })
    if (!this.awaitsPack) this.goOn()
  }

  /** The lesson that is shown begins, or goes on where it was left. */
  goOn(): void {
    this.awaitsPack = false
    void this.lesson.goOn()
  }

  /** Takes the cluster from the tab that owns it. */
  async takeOver(): Promise<void> {
    this.ownership.value = 'asking'
    // What became of it elsewhere is no news of this tab's.
    this.inspector.forget()
    this.ownership.value = (await this.owner.takeOver()) ? 'owner' : 'elsewhere'
    if (this.ownership.value === 'owner') await this.bringUp()
  }

  /** Fetched when a snapshot is first saved or opened. */
  private snapshots() {
    return import('./snapshots.ts')
  }

  /** The whole cluster as one file. Rejects with the reason. */
  async saveSnapshot(): Promise<Uint8Array> {
    return (await this.snapshots()).saveSnapshot(this)
  }

  /** Makes the cluster that of a snapshot. Rejects with the reason; nothing is lost then. */
  async openSnapshot(bytes: Uint8Array): Promise<void> {
    const { lookAtSnapshot, openSnapshot } = await this.snapshots()
    await lookAtSnapshot(this, bytes)
    await this.act('cluster', 'snapshot open', () => openSnapshot(this, bytes))
  }

  /** Does something to the cluster that can be undone; nothing while another tab has it. */
  async act(kind: StepKind, text: string, run: () => unknown): Promise<void> {
    if (this.ownership.value !== 'owner') return
    await this.history.before(kind, text)
    await run()
  }

  /** Starts the nodes of the plan that do not run; given ids, only those. Not while another tab has their disks. */
  async boot(...only: readonly number[]): Promise<void> {
    if (this.ownership.value !== 'owner') return
    this.problem.value = null
    void navigator.storage?.persist?.()
    const wanted = [...configPaths(clusterPlan.value)].filter(
      ([nodeId]) => (only.length === 0 || only.includes(nodeId)) && !this.processes.isAlive(nodeId),
    )
    try {
      await this.terminal.api.bootNodes(wanted.map(([, path]) => path))
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error)
    }
  }

  /** Runs another set of nodes: those of now are shut down, their disks are kept. */
  async arrange(plan: ClusterPlan): Promise<void> {
    if (samePlan(plan, clusterPlan.value)) return this.boot()
    await this.processes.shutdownAll()
    this.brokers.value = []
    this.inspector.forget()
    clusterPlan.value = plan
    await this.boot()
  }

  /** Resolves when nodes have told all that has happened in them. */
  heard(): Promise<void> {
    return this.processes.heard()
  }

  setFaults(texts: readonly string[]): Promise<void> {
    return this.faults.setTexts(texts)
  }

  /**
   * The open lesson begins with what is there after `prepare`, unless that says false. While another tab has the cluster it
   * does not begin: it will when this tab takes the cluster over.
   */
  async lessonBegins(prepare: () => Promise<boolean>): Promise<void> {
    if (this.ownership.value === 'owner') await this.history.markStart(prepare)
  }

  /** Ends a broker without farewell. */
  kill(nodeId: number): void {
    this.processes.kill(nodeId)
  }

  /** Freezes a broker as SIGSTOP does, or lets it go on. */
  pause(nodeId: number, paused = true): void {
    const how = paused ? 'STOP' : 'CONT'
    void this.terminal.api.signalNode(nodeId, how)
  }

  /** Controlled shutdown of a broker. */
  stop(nodeId: number): void {
    for (const [process, handle] of this.handles) if (this.nodeOf.get(process) === nodeId) handle.terminate()
  }

  private host(): TerminalHost {
    return {
      startBroker: async (properties, log, ready, exited) => this.startBroker(properties, log, ready, exited),
      signalBroker: (process, how) => {
        const handle = this.handles.get(process)
        if (how === 'KILL') handle?.kill()
        else if (how === 'TERM') handle?.terminate()
        else handle?.setStopped(how === 'STOP')
      },
      beforeCommand: async (line) => {
        if (this.ownership.value !== 'owner') return
        // What cannot be fetched now lets no command wait.
        const looking = import('./only-looks.ts').then(({ onlyLooks }) => onlyLooks(line))
        if (!(await looking.catch(() => false))) await this.history.before('command', line)
      },
      saveSnapshot: () => this.snapshots().then(({ saveSnapshot }) => saveSnapshot(this)),
      openSnapshot: (bytes) =>
        this.snapshots()
          .then(({ openSnapshot }) => openSnapshot(this, bytes))
          .then(() => null, String),
      clock: (command) => this.clock.carryOut(command),
      fault: (words) =>
        this.faults.command(words).then(
          (lines) => ({ lines, problem: null }),
          (error: Error) => ({ lines: [], problem: error.message }),
        ),
      edit: (pid, path) => new Promise((done) => (this.editing.value = { pid, path, done })),
      endEdit: (pid) => {
        if (this.editing.peek()?.pid === pid) this.editing.value = null
      },
    }
  }

  private startBroker(
    properties: readonly (readonly [string, string])[],
    log: (lines: readonly string[]) => void,
    ready: (problem: string | null) => void,
    exited: (status: number) => void,
  ): number {
    const map = new Map(properties)
    const nodeId = Number(map.get('node.id') ?? 1)
    const process = this.nextProcess++
    this.nodeOf.set(process, nodeId)
    const handle = this.processes.start(map, log)
    this.handles.set(process, handle)
    handle.ready.then(
      () => ready(null),
      (error: unknown) => ready(error instanceof Error ? error.message : String(error)),
    )
    void handle.exited.then((status) => {
      const byItself = status !== 0 && status !== KILLED && !this.processes.isAlive(nodeId)
      if (byItself) void import('./why-it-ended.ts').then(({ explainEnd }) => explainEnd(this, nodeId))
      this.handles.delete(process)
      exited(status)
    })
    return process
  }

  private hear(nodeId: number, telemetry: Telemetry): void {
    this.events.hear(nodeId, telemetry)
    this.metrics.hear(nodeId, telemetry.requests)
    const changing = this.wire.hear(nodeId, telemetry.requests)
    if (changing || telemetry.events.length > 0) this.look()
  }

  private brokerChanged(broker: BrokerProcess): void {
    const others = this.brokers.value.filter(({ nodeId }) => nodeId !== broker.nodeId)
    if (broker.state === 'killed' || broker.state === 'stopped') this.wire.ended(broker.nodeId)
    this.brokers.value = [...others, { ...broker }].sort((a, b) => a.nodeId - b.nodeId)
    // What undo does is nothing that happened.
    if (this.history.undoing.value === null) this.events.brokerChanged(broker)
    else this.events.brokerPutBack(broker)
    if (broker.state !== 'starting') this.look()
  }

  /** The first look waits until all have started: none of them could tell more before. */
  private look(): void {
    if (!this.isUp) return
    const isStarting = this.brokers.value.some(({ state }) => state === 'starting')
    if (!isStarting || this.inspector.state.peek() !== EMPTY_STATE) this.inspector.poke()
  }

  private async yieldCluster(): Promise<void> {
    this.ownership.value = 'moved'
    this.lesson.leave()
    await this.processes.shutdownAll()
    await this.history.lose()
  }
}

/** Terminals come last: what their clock shows has happened. */
function timed(brokers: BrokerProcesses, terminals: TerminalClient['api']): TimedProcesses {
  return {
    setTime: (setting) => void terminals.setTime(setting),
    setRate(rate) {
      brokers.setRate(rate)
      void terminals.setRate(rate)
    },
    async moveWallClock(byMs) {
      await brokers.moveWallClock(byMs)
      await terminals.moveWallClock(byMs)
    },
    async stepTime(ms) {
      await Promise.all([brokers.stepTime(ms), terminals.stepTime(ms)])
    },
  }
}
