/** What Tab offers behind the name of a tool: its options, and what the cluster has for their values. */
import { Admin } from '../../engine/core/client/admin.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { toolNamed } from '../../engine/core/tools/registry.ts'
import { NoSuchFile, runTool, type Tool, type ToolIo, type ToolOutput } from '../../engine/core/tools/tool.ts'
import { faultWords } from './commands/fault-words.ts'
import type { ToolCompleter } from './shell/completion.ts'

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

const NEVER: ToolIo['interrupt'] = { isInterrupted: false, onInterrupt: () => () => false }

/** The option names in what the tool itself says of them. */
export async function optionsOf(tool: Tool, env: Env): Promise<readonly string[]> {
  let text = ''
  const collect: ToolOutput = {
    write: (part) => {
      text += part
    },
  }
  const none = () => Promise.reject(new NoSuchFile(''))
  const files = { read: none, bytes: none, write: async () => {}, absolute: (path: string) => path }
  const stdin = (async function* () {})()
  await runTool(tool, ['--help'], {
    stdin,
    stdout: collect,
    stderr: collect,
    env,
    files,
    interrupt: NEVER,
    isTerminal: false,
  })
  return [...new Set(text.match(/--[a-z][a-z0-9.-]*/g) ?? [])].sort()
}
