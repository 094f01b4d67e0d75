/** What Tab offers behind the name of a tool: its options, and what the cluster has for their values. */
import { Admin } from '../../engine/core/client/admin.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { toolNamed } from '../../engine/core/tools/registry.ts'
import { NoSuchFile, runTool, type Tool, type ToolIo, type ToolOutput } from '../../engine/core/tools/tool.ts'
import { faultWords } from './commands/fault-words.ts'
import type { ToolCompleter } from './shell/completion.ts'

const BOOTSTRAP = 'localhost:9092'
/** Where values are asked: the first of these that answers. */
const ASKED = `${BOOTSTRAP},localhost:9093,localhost:9094`

/** What can stand behind an option, asked of the cluster. */
const VALUES: { readonly [option: string]: (admin: Admin) => Promise<string[]> } = {
  '--topic': async (admin) => [...(await admin.listTopics()).keys()],
  '--group': async (admin) => (await admin.listGroups()).map(({ groupId }) => groupId),
  '--bootstrap-server': async () => [BOOTSTRAP],
}

/** Completes the options of a tool and their values. */
export function toolCompleter(env: Env): ToolCompleter {
  const options = new Map<string, Promise<OptionsByCommand>>()
  return async (words, word) => {
    const name = (words[0] ?? '').replace(/^.*\//, '')
    const tool = toolNamed(name)
    const isFault = name === 'fault'
    if (!tool && !isFault) return undefined
    const values = VALUES[words.at(-1) ?? '']
    if (values) return askCluster(env, values)
    if (!tool) return faultWords(words)
    if (!word.startsWith('-')) return undefined
    const known = options.get(name) ?? optionsByCommand(tool, env)
    options.set(name, known)
    return optionsBehind(words, await known)
  }
}

async function askCluster(env: Env, values: (admin: Admin) => Promise<string[]>): Promise<string[]> {
  const admin = new Admin(
    { 'bootstrap.servers': ASKED, 'default.api.timeout.ms': 2000, 'request.timeout.ms': 2000 },
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

/** The options of a tool by its subcommand; '' are those that stand before one. */
export type OptionsByCommand = ReadonlyMap<string, readonly string[]>

/** A subcommand takes its own options alone. */
function optionsBehind(words: readonly string[], options: OptionsByCommand): readonly string[] {
  const command = words.slice(1).find((word) => options.has(word))
  return options.get(command ?? '') ?? []
}

/** All options of a tool, whatever they belong to. */
export async function optionsOf(tool: Tool, env: Env): Promise<readonly string[]> {
  return [...new Set([...(await optionsByCommand(tool, env)).values()].flat())].sort()
}

const SECTION = /^([a-z-]+):$/
/** `* `: it must be given. A name within a sentence is none of a line's start. */
const OPTION = /^(?:\* | {2}(?:-\w, )?)?(--[a-z][a-z0-9.-]*[a-z0-9])/

/** The options in the table that the tool itself makes of its parser's. */
export async function optionsByCommand(tool: Tool, env: Env): Promise<OptionsByCommand> {
  const found = new Map([['', new Set<string>()]])
  let command = ''
  for (const line of (await helpOf(tool, env)).split('\n')) {
    command = SECTION.exec(line)?.[1] ?? command
    const known = found.get(command) ?? new Set(['--help'])
    const option = OPTION.exec(line)?.[1]
    found.set(command, option ? known.add(option) : known)
  }
  return new Map([...found].map(([name, options]) => [name, [...options].sort()]))
}

async function helpOf(tool: Tool, env: Env): Promise<string> {
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
  return text
}
