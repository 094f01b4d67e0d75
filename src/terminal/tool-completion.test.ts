import { expect, test } from 'vitest'
import { NetworkError } from '../../engine/core/env/env.ts'
import { toolNamed } from '../../engine/core/tools/registry.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { NoSuchFile, runTool, type Tool } from '../../engine/core/tools/tool.ts'
import { SimWorld } from '../../engine/sim/env.ts'
import { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import { optionsByCommand, toolCompleter } from './tool-completion.ts'

const env = new SimWorld(1).env('tab', new MemoryDisk(() => 0))

/** What a tool says of a command line, as far as it comes without a cluster. */
async function saidOf(tool: Tool, args: readonly string[]): Promise<string> {
  let said = ''
  const output = { write: (text: string) => void (said += text) }
  const none = () => Promise.reject(new NoSuchFile(''))
  const files = { read: none, bytes: none, write: async () => {}, absolute: (path: string) => path }
  const interrupt = { isInterrupted: false, onInterrupt: () => () => false }
  const stdin = (async function* () {})()
  await runTool(tool, args, { stdin, stdout: output, stderr: output, env, files, interrupt, isTerminal: false })
  return said
}

const TOOLS = SCRIPT_NAMES.flatMap((name) => toolNamed(name) ?? [])

test.each(TOOLS.map((tool) => [tool.name, tool] as const))('%s knows every option that Tab offers', async (_, tool) => {
  for (const [command, options] of await optionsByCommand(tool, env)) {
    for (const option of options) {
      const said = await saidOf(tool, command === '' ? [option] : [command, option])
      expect(said, `${command} ${option}`).not.toMatch(/not a recognized option|unrecognized arguments|invalid choice/)
    }
  }
})

test('Tab offers each option once, without what stands behind its name in a sentence', async () => {
  const offered = await toolCompleter(env)(['kafka-topics.sh'], '--')
  expect(offered).toContain('--create')
  expect(offered?.filter((option) => /[^a-z0-9]$/.test(option))).toEqual([])
  expect(new Set(offered).size).toBe(offered?.length)
})

test('Tab offers the options of the subcommand that was chosen, before that those of the tool', async () => {
  const complete = toolCompleter(env)
  expect(await complete(['kafka-features.sh'], '--')).toEqual([
    '--bootstrap-controller',
    '--bootstrap-server',
    '--command-config',
    '--help',
  ])
  expect(await complete(['kafka-features.sh', '--bootstrap-server', 'localhost:9092', 'disable'], '--')).toEqual([
    '--dry-run',
    '--feature',
    '--help',
    '--unsafe',
  ])
})

test('values are asked of the other brokers when the first is down', async () => {
  const world = new SimWorld(2)
  const made = world.env('tab', new MemoryDisk(() => 0))
  const asked = new Set<number>()
  const connect = (_host: string, port: number) => {
    asked.add(port)
    return Promise.reject(new NetworkError('Connection refused'))
  }
  const found = toolCompleter({ ...made, network: { ...made.network, connect } })(['kafka-topics.sh', '--topic'], '')
  await world.scheduler.run(10_000)
  expect(await found).toEqual([])
  expect([...asked].sort()).toEqual([9092, 9093, 9094])
})
