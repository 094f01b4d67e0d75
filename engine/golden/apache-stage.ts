/** A cluster of Apache Kafka for a lesson, on the page's own ports and folders: to be run in namespaces of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inspector } from '../../src/cluster/inspector.ts'
import { pageAdmin, pageBatches } from '../../src/cluster/page-clients.ts'
import { configPaths } from '../../src/cluster/plan.ts'
import type { Check } from '../../src/lessons/check.ts'
import { judge } from '../../src/lessons/checks.ts'
import { FetchingReader } from '../../src/lessons/cluster-reader.ts'
import type { Evidence, Verdict } from '../../src/lessons/evidence.ts'
import type { Ran } from '../../src/lessons/headless.ts'
import { loadHeadlessCell } from '../../src/lessons/headless-cell.ts'
import type { Lesson } from '../../src/lessons/lesson.ts'
import { Past } from '../../src/lessons/past.ts'
import { ask, type Query } from '../../src/lessons/query.ts'
import { SAYINGS } from '../../src/lessons/sayings.ts'
import { makeTopics, planOf } from '../../src/lessons/start.ts'
import { KAFKA } from '../../src/terminal/home/home.ts'
import type { Env } from '../core/env/env.ts'
import { clientEnv } from '../host/node/client-env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { Doors } from './apache-doors.ts'
import { aheadMs, makeHome, NODES, SHELL, shellEnv } from './apache-home.ts'
import { eventsIn, stableGroups, Tail } from './apache-log.ts'
import type { Stage } from './lesson-play.ts'

/** Longest that a command or a cell may take; rest after each, ms. */
const LIMIT_MS = 150_000
const REST_MS = 1500
const META = 'meta.properties'
const CLUSTER_ID = '4L6g3nShT-eMCtK--X86sw'
const KILLED = 137

/** Apache Kafka's brokers, its tools in bash, and the page's judge. */
export class ApacheStage implements Stage {
  private ahead = 0
  private readonly env: Env
  private readonly past = new Past(() => performance.now())
  private readonly inspector: Inspector
  private readonly reader: FetchingReader
  private readonly running = new Set<number>()
  private readonly nodes: ReadonlyMap<number, string>
  private readonly tails: ReadonlyMap<number, Tail>
  private readonly shell: ChildProcess
  private commands = 0

  private constructor({ start }: Lesson, movesClock: boolean) {
    const env = clientEnv(new MemoryDisk(() => Date.now()), { log: () => {}, event: () => {} })
    this.env = { ...env, clock: { ...env.clock, wall: () => Date.now() + this.ahead } }
    this.nodes = configPaths(planOf(start))
    this.tails = new Map([...this.nodes.keys()].map((id) => [id, new Tail(join(NODES, `${id}.log`))]))
    this.inspector = new Inspector(this.env, async () => pageAdmin(this.env))
    this.inspector.watch((state) => this.past.read(state))
    this.reader = FetchingReader.of(this.inspector, pageBatches(this.env), this.past)
    this.shell = spawn('bash', ['-m'], { cwd: KAFKA, env: shellEnv(movesClock), stdio: ['pipe', 'ignore', 'inherit'] })
  }

  /** Boots the lesson's nodes; `apache`: the folder with bin/ and libs/. */
  static async start(lesson: Lesson, apache: string): Promise<ApacheStage> {
    const commands = lesson.solution.flatMap((step) => (step.kind === 'command' ? [step.command] : []))
    const movesClock = commands.some((command) => /\bclock \+/.test(command))
    const hasDoors = lesson.faults.length > 0 || commands.some((command) => /\bfault /.test(command))
    makeHome(apache, { movesClock, hasDoors })
    const stage = new ApacheStage(lesson, movesClock)
    stage.format()
    if (hasDoors) await stage.openDoors(lesson)
    for (const path of stage.nodes.values())
      await stage.execute(`kafka-server-start.sh -daemon config/${basename(path)}`)
    await stage.up(planOf(lesson.start).brokers)
    await makeTopics(await stage.inspector.client(), lesson.start)
    setInterval(() => stage.watch(), 300)
    await stage.pass(2000)
    stage.past.begin()
    return stage
  }

  private async openDoors({ faults, start }: Lesson): Promise<void> {
    const name = (id: string) => [...this.inspector.state.peek().topics.values()].find((topic) => topic.id === id)?.name
    const doors = new Doors((nodeId, event) => this.past.happened({ ...event, nodeId }), name)
    for (let id = 1; id <= planOf(start).brokers; id++) await doors.open(id, 9091 + id)
    doors.listen()
    doors.add(faults)
  }

  async run(line: string): Promise<Ran> {
    const clock = /\bclock \+(\d+)([dhm])/.exec(line)
    const ran = await this.execute(line)
    if (clock) {
      this.ahead = aheadMs()
      this.past.happened({ type: 'clock.jumped', nodeId: -1, byMs: Number(clock[1]) * UNITS_MS[clock[2] as 'd'] })
    }
    this.past.ran({ line, status: ran.status })
    await this.pass(clock ? 4000 : REST_MS)
    return ran
  }

  async runCell(code: string): Promise<void> {
    const run = await loadHeadlessCell(code, this.env)
    await Promise.race([
      run(),
      sleep(LIMIT_MS).then(() => {
        throw new Error('the cell does not end')
      }),
    ])
    await this.pass(REST_MS)
  }

  judge(check: Check): Promise<Verdict> {
    return judge(check, this.evidence())
  }

  ask(query: Query): Promise<number> {
    return ask(query, this.evidence())
  }

  async pass(ms: number): Promise<void> {
    await sleep(ms)
    await this.inspector.now().catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.shell.kill('SIGKILL')
  }

  private evidence(): Evidence {
    const { past, reader, running } = this
    return { state: this.inspector.state.peek(), past, reader, running, changing: new Set(), say: SAYINGS }
  }

  /** One node is formatted by the tool; the others get the same, under their own ids. */
  private format(): void {
    const [first, ...others] = this.nodes.values()
    const alone = first?.endsWith('/server.properties') ? ['--standalone'] : []
    const done = spawnSync('kafka-storage.sh', ['format', ...alone, '-t', CLUSTER_ID, '-c', first ?? ''], {
      env: shellEnv(false),
      encoding: 'utf8',
    })
    if (done.status !== 0) throw new Error(done.stdout + done.stderr)
    // A node that is alone is a voter by its directory's id.
    if (others.length === 0) return
    const from = logDirOf(first ?? '')
    const meta = readFileSync(join(from, META), 'utf8')
    for (const path of others) cpSync(from, logDirOf(path), { recursive: true })
    for (const [i, path] of [...this.nodes.values()].entries())
      writeFileSync(join(logDirOf(path), META), ownMeta(meta, idOf(path), i))
  }

  private async up(brokers: number): Promise<void> {
    for (let tries = 0; tries < 120; tries++) {
      this.watch()
      if ([...this.nodes.keys()].some((id) => existsSync(join(NODES, `${id}.exit`)))) break
      const state = await this.inspector.now().catch(() => undefined)
      if (state && state.brokers.length >= brokers && state.controllerId >= 0) return
      await sleep(500)
    }
    throw new Error(`Apache Kafka does not start: ${readFileSync(join(NODES, '1.log'), 'utf8').slice(-2000)}`)
  }

  /** Which processes run. */
  private watch(): void {
    this.inspector.poke()
    for (const id of this.nodes.keys()) {
      const status = existsSync(join(NODES, `${id}.exit`)) ? readFileSync(join(NODES, `${id}.exit`), 'utf8') : ''
      const isUp = existsSync(join(NODES, `${id}.pid`)) && status === ''
      if (isUp === this.running.has(id)) continue
      if (isUp) this.running.add(id)
      else this.running.delete(id)
      const ended = Number(status) === KILLED ? 'broker.killed' : 'broker.stopped'
      this.past.happened({ type: isUp ? 'broker.running' : ended, nodeId: id })
    }
    for (const [nodeId, tail] of this.tails) this.hear(nodeId, tail.take())
  }

  private hear(nodeId: number, lines: readonly string[]): void {
    for (const event of eventsIn(lines)) this.past.happened({ ...event, nodeId })
    for (const stable of stableGroups(lines)) void this.tellStable(nodeId, stable)
  }

  /** Who has which partitions, as the coordinator tells it a moment later. */
  private async tellStable(
    nodeId: number,
    stable: { readonly group: string; readonly generation: number },
  ): Promise<void> {
    const state = await this.inspector.now().catch(() => undefined)
    const found = state?.groups.find(({ id }) => id === stable.group)?.members ?? []
    const members = found.map(({ memberId, partitions }) => ({
      memberId,
      partitions: partitions.map(({ topic, partition }) => `${topic}-${partition}`),
    }))
    this.past.happened({ type: 'group.stable', nodeId, ...stable, members, waited: [], stoppedMs: 0 })
  }

  private async execute(line: string): Promise<Ran> {
    const at = join(SHELL, String(++this.commands))
    writeFileSync(`${at}.sh`, `${line.replace(/(--timeout-ms )(\d+)/g, patient)}\n`)
    this.shell.stdin?.write(`. ${at}.sh >${at}.out 2>${at}.err </dev/null\necho $? >${at}.rc~; mv ${at}.rc~ ${at}.rc\n`)
    const begun = performance.now()
    while (!existsSync(`${at}.rc`)) {
      if (performance.now() - begun > LIMIT_MS) throw new Error(`does not end: ${line}`)
      await sleep(50)
    }
    const [stdout, stderr, status] = ['out', 'err', 'rc'].map((end) => readFileSync(`${at}.${end}`, 'utf8'))
    return { stdout: stdout ?? '', stderr: stderr ?? '', status: Number(status) }
  }
}

/** A JVM needs a while before its first record comes, on a busy machine seconds. */
const patient = (_: string, option: string, ms: string) => option + 3 * Number(ms)

const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000 }

const property = (path: string, name: string) =>
  new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(path, 'utf8'))?.[1] ?? ''
const logDirOf = (path: string) => property(path, 'log.dirs')
const idOf = (path: string) => property(path, 'node.id')

/** Directory ids are 22 letters of which the first tells them apart here. */
function ownMeta(text: string, id: string, i: number): string {
  return text
    .replace(/^node\.id=.*$/m, `node.id=${id}`)
    .replace(/^(directory\.id=).(.*)$/m, (_, head, rest) => head + 'BCDEFGH'[i] + rest)
}
