import type { Disk, Env } from '../../engine/core/env/env.ts'
import { toolNamed } from '../../engine/core/tools/registry.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { NoSuchFile, runTool, type Tool, type ToolIo } from '../../engine/core/tools/tool.ts'
import { processEnv } from './process-env.ts'
import { FileError, resolvePath } from './shell/files.ts'
import { type Process, statusOf } from './shell/processes.ts'
import type { Program, ProgramContext } from './shell/program.ts'
import { linesOf } from './shell/whole-input.ts'
import { toolOutputs } from './tool-output.ts'

/** Kafka's command-line tools as programs of the shell, by the name of their script. `onFolder` hears of log dirs that they use. */
export function kafkaPrograms(env: Env, onFolder: (folder: string) => void): ReadonlyMap<string, Program> {
  const tools = SCRIPT_NAMES.flatMap((name) => toolNamed(name) ?? [])
  const told = { ...env, disk: tellingDisk(env.disk, onFolder) }
  return new Map(tools.map((tool) => [tool.name, (context: ProgramContext) => runIn(context, tool, told)]))
}

function tellingDisk(disk: Disk, onFolder: (folder: string) => void): Disk {
  return {
    list: (prefix) => disk.list(prefix),
    open(path, known) {
      onFolder(path.split('/', LOG_DIR_PARTS).join('/'))
      return disk.open(path, known)
    },
    remove: (path) => disk.remove(path),
    rename: (from, to) => disk.rename(from, to),
  }
}

/** Of `/tmp/kraft-logs-1`: nothing, `tmp`, the name. */
const LOG_DIR_PARTS = 3

async function runIn(context: ProgramContext, tool: Tool, env: Env): Promise<number> {
  const { stdout, stderr, written } = toolOutputs(context)
  const { interrupt, status: ofSignal } = interruptOf(context.process)
  const io: ToolIo = {
    stdin: linesOf(context.stdin),
    stdout,
    stderr,
    env: processEnv(env, context.process, context.cwd),
    files: filesOf(context),
    interrupt,
    isTerminal: context.stdinIsTty,
  }
  const status = await runTool(tool, context.args.slice(1), io)
  await written()
  return ofSignal() ?? status
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
    absolute: (path) => resolvePath(cwd, path),
  }
}

interface JvmSignals {
  readonly interrupt: ToolIo['interrupt']
  /** With which a JVM ends itself, of whichever signal came first. */
  status(): number | undefined
}

/** A JVM runs its shutdown hooks on SIGINT and SIGTERM alike: a consumer leaves its group either way. */
function interruptOf(process: Process): JvmSignals {
  const waiting = new Set<() => void>()
  let status: number | undefined
  for (const signal of ['INT', 'TERM'] as const) {
    process.onSignal(signal, () => {
      status ??= statusOf(signal)
      for (const run of [...waiting]) run()
    })
  }
  const interrupt: ToolIo['interrupt'] = {
    get isInterrupted() {
      return status !== undefined
    },
    onInterrupt(run) {
      if (status !== undefined) run()
      waiting.add(run)
      return () => waiting.delete(run)
    },
  }
  return { interrupt, status: () => status }
}
