/** The worker of all terminals: shells, files, processes and tools. */
import * as Comlink from 'comlink'
import { parseProperties } from '../../engine/core/broker/properties.ts'
import type { AdjustableClock } from '../../engine/core/env/adjustable-clock.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { HOST_SCRIPTS, SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { type BrowserDisks, workerEnv } from '../cluster/worker-env.ts'
import { bootNodes } from './boot-node.ts'
import type { BrokerHost, RunningBrokers } from './commands/broker.ts'
import { COREUTIL_NAMES } from './commands/names.ts'
import { DiskFiles } from './files/disk-files.ts'
import { LateLogs } from './files/late-logs.ts'
import { MountedFiles } from './files/mounts.ts'
import { loadSaved, modestSaver, saver } from './files/saved.ts'
import type { TreeFiles } from './files/tree.ts'
import { HOME, homeFiles, KAFKA } from './home/home.ts'
import { CONFIG_FILES } from './home/properties.ts'
import { lazyPrograms } from './lazy-programs.ts'
import { makeMachine } from './machine.ts'
import type { Moments } from './moments.ts'
import type { ToolCompleter } from './shell/completion.ts'
import { resolvePath } from './shell/files.ts'
import type { Machine, Program } from './shell/program.ts'
import { ShellSession } from './shell-session.ts'
import { ScreenFeed } from './tty/screen-feed.ts'
import type { TerminalHost, TerminalWorkerApi } from './worker-protocol.ts'

/** Kafka's tools, which are loaded when somebody begins to type. */
interface Tools {
  readonly programs: ReadonlyMap<string, Program>
  readonly complete: ToolCompleter
}

interface Connected {
  readonly env: Env
  readonly clock: AdjustableClock
  readonly machine: Machine
  readonly page: Comlink.Remote<TerminalHost>
  readonly brokers: BrokerHost
  readonly running: RunningBrokers
  readonly tools: () => Promise<Tools>
  /** Fetched once the brokers serve, or when it is needed before. */
  readonly moments: () => Promise<Moments>
  readonly logs: LateLogs
}

const sessions = new Map<number, ShellSession>()
let programsAsked = false
let resolveConnected: (connected: Connected) => void
const connected = new Promise<Connected>((resolve) => {
  resolveConnected = resolve
})

async function connect(network: MessagePort, page: Comlink.Remote<TerminalHost>): Promise<Connected> {
  const { env, clock, disks } = workerEnv(network)
  const running: RunningBrokers = { logDirs: new Set(), byNode: new Map() }
  const known = new Set(await disks.folders())
  const tools = toolsOf(env, known)
  const home = homeFiles(SCRIPT_NAMES, () => env.clock.wall(), saver())
  const logs = new LateLogs(async () => {
    const { ServerLogs } = await import('./files/server-logs.ts')
    return new ServerLogs(home, `${KAFKA}/logs`, modestSaver(), (ms, run) => void setTimeout(run, ms))
  })
  const brokers = brokerHost(page, logs)
  const machine = makeMachine({
    files: await mountedFiles(home, disks, running, known),
    programs: new Map([
      ...lazyPrograms(COREUTIL_NAMES, coreutils),
      ...lazyPrograms(TOOL_NAMES, async () => (await tools()).programs),
      ...lazyPrograms([...HOST_SCRIPTS, 'jps'], async () => {
        const { brokerPrograms } = await import('./commands/server-scripts.ts')
        return brokerPrograms(brokers, running)
      }),
      ...lazyPrograms(PAGE_PROGRAM_NAMES, async () => {
        const { pagePrograms } = await import('./commands/page-programs.ts')
        return pagePrograms(page)
      }),
    ]),
    wall: () => env.clock.wall(),
    monotonic: () => env.clock.monotonic(),
    sleep: (ms) => new Promise((resolve) => void env.timers.after(ms, resolve)),
    random: () => env.random.float(),
  })
  const shells = () => [...sessions.values()]
  let made: Moments | undefined
  const moments = async () => {
    const { Moments } = await import('./moments.ts')
    made ??= new Moments({ machine, home, disks, brokers, running, shells, wait: realTime })
    return made
  }
  return { env, clock, machine, page, brokers, running, tools, moments, logs }
}

async function momentsOf(): Promise<Moments> {
  return (await connected).moments()
}

function realTime(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}

/** What is not needed at first is fetched so much later. */
const AFTER_START_MS = 1000

const PAGE_PROGRAM_NAMES = ['clock', 'fault', 'snapshot']
const TOOL_NAMES = SCRIPT_NAMES.filter((name) => !HOST_SCRIPTS.includes(name))

async function coreutils(): Promise<ReadonlyMap<string, Program>> {
  const { COREUTILS } = await import('./commands/registry.ts')
  return new Map(Object.entries(COREUTILS))
}

/** The tools of an Env, made once; a load that failed is tried again when they are next needed. */
function toolsOf(env: Env, folders: Set<string>): () => Promise<Tools> {
  let made: Tools | undefined
  return async () => {
    const [{ kafkaPrograms }, { toolCompleter }] = await Promise.all([
      import('./kafka-programs.ts'),
      import('./tool-completion.ts'),
    ])
    made ??= { programs: kafkaPrograms(env, (folder) => folders.add(folder)), complete: toolCompleter(env) }
    return made
  }
}

async function mountedFiles(
  home: TreeFiles,
  disks: BrowserDisks,
  running: RunningBrokers,
  known: Set<string>,
): Promise<MountedFiles> {
  for (const [path, { bytes, executable }] of await loadSaved()) home.preset(path, bytes, { executable })
  const isBusy = (path: string) => [...running.logDirs].some((dir) => path.startsWith(dir))
  const files = new DiskFiles(async () => disks, isBusy)
  return new MountedFiles(home, () => {
    for (const dir of running.logDirs) known.add(dir)
    return [...known].map((at) => ({ at, files }))
  })
}

/** Brokers run in workers of the page; what they log is in the files of the installation too. */
function brokerHost(page: Comlink.Remote<TerminalHost>, logs: LateLogs): BrokerHost {
  return {
    async start(properties, told) {
      const id = await page.startBroker(
        [...properties],
        Comlink.proxy((lines: readonly string[]) => {
          logs.add(lines)
          told.log(lines)
        }),
        Comlink.proxy((problem: string | null) => told.ready(problem)),
        Comlink.proxy((status: number) => told.exited(status)),
      )
      return {
        terminate: () => void page.signalBroker(id, 'TERM'),
        kill: () => void page.signalBroker(id, 'KILL'),
        setStopped: (stopped) => void page.signalBroker(id, stopped ? 'STOP' : 'CONT'),
      }
    },
  }
}

const INTERRUPT = '\x03'

const api: TerminalWorkerApi = {
  async connect(network, host) {
    resolveConnected(await connect(network, host as unknown as Comlink.Remote<TerminalHost>))
  },
  async openTab(tab, size, screen, event) {
    const { machine, page, tools, logs } = await connected
    const feed = new ScreenFeed(async (text) => screen(text))
    const session = new ShellSession({
      machine,
      home: HOME,
      cwd: KAFKA,
      path: `${KAFKA}/bin:/usr/bin`,
      history: [],
      screen: (text) => feed.write(text),
      drained: () => feed.drained(),
      event,
      complete: async (words, word) => (await tools()).complete(words, word),
      edit({ pid, exited }, path) {
        void exited.then(() => page.endEdit(pid))
        return page.edit(pid, path)
      },
      before: async (line) => {
        await logs.flush()
        await page.beforeCommand(line)
      },
    })
    session.tty.resize(size.columns, size.rows)
    sessions.set(tab, session)
    await session.loop()
    sessions.delete(tab)
  },
  closeTab(tab) {
    sessions.get(tab)?.tty.hangUp()
    sessions.delete(tab)
  },
  async input(tab, keys) {
    const { tools } = await connected
    const session = sessions.get(tab)
    // By the time that a command has been typed its program is there. A failure is told by the command itself.
    if (!programsAsked) Promise.all([session?.language(), tools(), coreutils()]).catch(() => {})
    programsAsked = true
    session?.tty.receive(keys)
  },
  async command(tab, keys) {
    if (sessions.get(tab)?.isHalfTyped) await api.input(tab, INTERRUPT)
    await api.input(tab, keys)
  },
  resize(tab, { columns, rows }) {
    sessions.get(tab)?.tty.resize(columns, rows)
  },
  async busy(tab) {
    return sessions.get(tab)?.busy ?? false
  },
  async capture(tab, line) {
    await connected
    const session = sessions.get(tab)
    if (!session) throw new Error(`no terminal ${tab}`)
    return session.capture(line)
  },
  async bootNodes(configPaths) {
    const { env, machine, brokers, running, moments } = await connected
    const nodes = configPaths.map(async (configPath) => {
      const text = new TextDecoder().decode(await machine.files.read(configPath))
      const properties = parseProperties(text)
      // What somebody has edited may be what no node starts with.
      if (text === CONFIG_FILES[configPath.slice(configPath.lastIndexOf('/') + 1)]) return { configPath, properties }
      const { judged } = await import('../../engine/core/broker/config-judgement.ts')
      return { configPath, properties: judged(properties) }
    })
    const read = await Promise.allSettled(nodes)
    const bootable = read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    await bootNodes(env, machine, brokers, running, bootable)
    // The others run all the same.
    await Promise.all(nodes)
    // The first step that can be undone shall not wait for them, nor the page for these; a fetch that fails is tried again then.
    void realTime(AFTER_START_MS)
      .then(moments)
      .catch(() => undefined)
  },
  async signalNode(nodeId, signal) {
    ;(await connected).running.byNode.get(nodeId)?.signal(signal)
  },
  async setTime(time) {
    ;(await connected).clock.set(time)
  },
  async setRate(rate) {
    ;(await connected).clock.setRate(rate)
  },
  async stepTime(ms) {
    ;(await connected).clock.step(ms)
  },
  async moveWallClock(byMs) {
    ;(await connected).clock.moveWall(byMs)
  },
  async keepMoment(id) {
    const { moments, logs } = await connected
    await logs.flush()
    await (await moments()).keep(id)
  },
  async putBack(id) {
    const { moments, logs } = await connected
    await logs.drop()
    await (await moments()).putBack(id)
  },
  async relaunch(id) {
    await (await momentsOf()).relaunch(id)
  },
  async packMoment(id, page) {
    const bytes = await (await momentsOf()).pack(id, page)
    return Comlink.transfer(bytes, [bytes.buffer])
  },
  async lookAtSnapshot(bytes) {
    return (await snapshotIn(bytes)).machine
  },
  async unpackSnapshot(bytes) {
    await (await momentsOf()).unpack(await snapshotIn(bytes))
  },
  async launchSnapshot({ brokers }) {
    await (await momentsOf()).launchAll(brokers)
  },
  async loseMoments() {
    ;(await momentsOf()).lose()
  },
  async forgetMoments(ids) {
    await (await momentsOf()).forget(ids)
  },
  async listFiles(path) {
    const { files } = (await connected).machine
    const names = await files.list(path)
    const stats = await Promise.all(names.map((name) => files.stat(resolvePath(path, name))))
    return names.flatMap((name, i) => {
      const stat = stats[i]
      return stat
        ? [{ name, path: resolvePath(path, name), kind: stat.kind, size: stat.size, modified: stat.modified }]
        : []
    })
  },
  async readFile(path, position, length) {
    return (await connected).machine.files.readRange(path, position, length)
  },
  async writeFile(path, bytes) {
    await (await connected).machine.files.write(path, bytes)
  },
}

async function snapshotIn(bytes: Uint8Array) {
  const { readSnapshot } = await import('../cluster/snapshot-file.ts')
  return readSnapshot(bytes, Date.now())
}

Comlink.expose(api)
