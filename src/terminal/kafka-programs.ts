import { Admin } from '../../engine/core/client/admin.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { toolNamed } from '../../engine/core/tools/registry.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { NoSuchFile, runTool, type Tool, type ToolIo, type ToolOutput } from '../../engine/core/tools/tool.ts'
import { faultWords } from './commands/fault-words.ts'
import { processEnv } from './process-env.ts'
import type { ToolCompleter } from './shell/completion.ts'
import { FileError, resolvePath } from './shell/files.ts'
import { Process } from './shell/processes.ts'
import type { Program, ProgramContext } from './shell/program.ts'
import { BrokenPipe, linesOf, type Writer } from './shell/streams.ts'

/** Kafka's command-line tools as programs of the shell, by the name of their script. */
export function kafkaPrograms(env: Env): ReadonlyMap<string, Program> {
  const tools = SCRIPT_NAMES.flatMap((name) => toolNamed(name) ?? [])
  return new Map(tools.map((tool) => [tool.name, (context: ProgramContext) => runIn(context, tool, env)]))
}

async function runIn(context: ProgramContext, tool: Tool, env: Env): Promise<number> {
  const order: WriteOrder = { last: Promise.resolve(), next: undefined }
  const stdout = output(context.stdout, order)
  const stderr = output(context.stderr, order)
  const io: ToolIo = {
    stdin: linesOf(context.stdin),
    stdout,
    stderr,
    env: processEnv(env, context.process, context.cwd),
    files: filesOf(context),
    interrupt: interruptOf(context.process),
    isTerminal: context.stdinIsTty,
  }
  const status = await runTool(tool, context.args.slice(1), io)
  await order.last
  return status
}

/** A program writes one text after the other, whichever of its outputs they go to. */
interface WriteOrder {
  last: Promise<void>
  /** Texts to one output that go into its next write; nothing was written to another one behind them. */
  next: { readonly to: ToolOutput; text: string } | undefined
}

/** Text is written in order, what comes while a write lasts in one piece; a closed pipe is noticed at the next write. */
function output(writer: Writer, order: WriteOrder): ToolOutput {
  let closed = false
  const encoder = new TextEncoder()
  const put = async (next: { readonly text: string }) => {
    if (order.next === next) order.next = undefined
    try {
      if (!closed) await writer.write(encoder.encode(next.text))
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error
      closed = true
    }
  }
  const to: ToolOutput = {
    get isClosed() {
      return closed
    },
    write(text) {
      if (order.next?.to === to) order.next.text += text
      else {
        const next = { to, text }
        order.next = next
        order.last = order.last.then(() => put(next))
      }
    },
  }
  return to
}

function filesOf({ files, cwd }: ProgramContext): ToolIo['files'] {
  const bytes = async (path: string) => {
    try {
      return await files.read(resolvePath(cwd, path))
    } catch (error) {
      throw error instanceof FileError ? new NoSuchFile(path) : error
    }
  }
  return {
    bytes,
    read: async (path) => new TextDecoder().decode(await bytes(path)),
    write: (path, text) => files.write(resolvePath(cwd, path), new TextEncoder().encode(text)),
  }
}

/** A JVM runs its shutdown hooks on SIGINT and SIGTERM alike: a consumer leaves its group either way. */
function interruptOf(process: Process): ToolIo['interrupt'] {
  const waiting = new Set<() => void>()
  let interrupted = false
  const interrupt = () => {
    interrupted = true
    for (const run of [...waiting]) run()
  }
  process.onSignal('INT', interrupt)
  process.onSignal('TERM', interrupt)
  return {
    get isInterrupted() {
      return interrupted
    },
    onInterrupt(run) {
      if (interrupted) run()
      waiting.add(run)
      return () => waiting.delete(run)
    },
  }
}

const BOOTSTRAP = 'localhost:9092'

/** What can stand behind an option, asked of the cluster. */
const VALUES: { readonly [option: string]: (admin: Admin) => Promise<string[]> } = {
  '--topic': async (admin) => [...(await admin.listTopics()).keys()],
  '--group': async (admin) => (await admin.listGroups()).map(({ groupId }) => groupId),
  '--bootstrap-server': async () => [BOOTSTRAP],
}

/** Completes the options of a tool and their values. */
export function toolCompleter(env: Env): ToolCompleter {
  const options = new Map<string, Promise<readonly string[]>>()
  return async (words, word) => {
    const name = (words[0] ?? '').replace(/^.*\//, '')
    const tool = toolNamed(name)
    const isFault = name === 'fault'
    if (!tool && !isFault) return undefined
    const values = VALUES[words.at(-1) ?? '']
    if (values) return askCluster(env, values)
    if (!tool) return faultWords(words)
    if (!word.startsWith('-')) return undefined
    if (!options.has(name)) options.set(name, optionsOf(tool, env))
    return options.get(name)
  }
}

async function askCluster(env: Env, values: (admin: Admin) => Promise<string[]>): Promise<string[]> {
  const admin = new Admin(
    { 'bootstrap.servers': BOOTSTRAP, 'default.api.timeout.ms': 2000, 'request.timeout.ms': 2000 },
    env,
  )
  try {
    return await values(admin)
  } catch {
    return []
  } finally {
    await admin.close()
  }
}

/** The option names in what the tool itself says of them. */
export async function optionsOf(tool: Tool, env: Env): Promise<readonly string[]> {
  let text = ''
  const collect: ToolOutput = {
    write: (part) => {
      text += part
    },
  }
  const process = new Process(0, [tool.name], 0)
  const none = () => Promise.reject(new NoSuchFile(''))
  const files = { read: none, bytes: none, write: async () => {} }
  const stdin = (async function* () {})()
  await runTool(tool, ['--help'], {
    stdin,
    stdout: collect,
    stderr: collect,
    env,
    files,
    interrupt: interruptOf(process),
    isTerminal: false,
  })
  return [...new Set(text.match(/--[a-z][a-z0-9.-]*/g) ?? [])].sort()
}
