/** Runs the recorded scenarios of Kafka's tools with ours and compares command by command. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { apacheToolsWorld } from './apache-tools.ts'
import type { Report } from './report.ts'
import { type Output, parseScenario, type Scenario, type Step } from './tools-scenario.ts'
import { DATA, type Ran, type Running, realWorld, simulatedWorld, type World } from './tools-world.ts'

/** `masks.mjs`: a stream's text to the lines that are compared. */
type Clean = (text: string, options: { warn: boolean; paths: readonly (readonly [string, string])[] }) => string[]

/** Commands not passed yet, `scenario.txt:line`, or whole scenarios, with the reason. */
export type Known = ReadonlyMap<string, string>

export interface ToolsOptions {
  readonly known: Known
  /** A cluster that runs already, `host:port`, instead of fresh ones of ours. */
  readonly bootstrap?: string | undefined
  /** Folder of Apache Kafka: its tools are run instead of ours, against nodes of ours on TCP. */
  readonly apache?: string | undefined
  /** Only scenarios of these names. */
  readonly only?: readonly string[]
}

/**
 * A command that is listed as known must fail and others must pass. A scenario ends at the first thing that cannot go on
 * (a listed whole scenario is not run).
 */
export async function compareTools(folder: string, report: Report, options: ToolsOptions): Promise<void> {
  const { clean } = (await import(pathToFileURL(join(folder, 'masks.mjs')).href)) as { clean: Clean }
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  for (const file of files.filter((name) => options.only === undefined || options.only.includes(name))) {
    if (options.known.has(file)) continue
    const scenario = parseScenario(readFileSync(join(folder, file), 'utf8'))
    await new Run(file, scenario, clean, report, options).all()
  }
}

/** Reads `tools-known.txt`: `scenario.txt[:line]`, a space, the reason; `#` begins a comment. */
export function parseKnown(text: string): Known {
  const entries = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return new Map(entries.map((line) => [line.split(' ')[0] as string, line.slice(line.indexOf(' ') + 1)]))
}

/** What a try of `@until` took the recorder, whose tools are JVMs: ours take no virtual time. */
const UNTIL_PAUSE_MS = 1500

class Run {
  private readonly background = new Map<string, Running>()
  private world!: World

  constructor(
    private readonly file: string,
    private readonly scenario: Scenario,
    private readonly clean: Clean,
    private readonly report: Report,
    private readonly options: ToolsOptions,
  ) {}

  async all(): Promise<void> {
    const { nodes, broker, steps } = this.scenario
    this.world = await this.makeWorld(nodes, broker)
    for (const step of steps) {
      try {
        await this.step(step)
      } catch (error) {
        this.judge(step, `${step.kind}: ${error instanceof Error ? error.message : error}`)
      }
    }
    for (const { interrupt } of this.background.values()) interrupt()
    await this.world.close().catch((error: Error) => this.report.record(`${this.file} (end)`, error.message))
  }

  private makeWorld(nodes: number, broker: readonly string[]): Promise<World> {
    const { bootstrap, apache } = this.options
    if (apache !== undefined) return apacheToolsWorld(apache, nodes, broker)
    return bootstrap === undefined ? simulatedWorld(nodes, broker) : realWorld(bootstrap)
  }

  private async step(step: Step): Promise<void> {
    switch (step.kind) {
      case 'run':
        return this.compare(step, await this.world.settle(this.world.start(step.command, step.input).result))
      case 'start':
        this.background.set(step.name, this.world.start(step.command, step.input))
        return
      case 'interrupt':
      case 'wait': {
        const running = this.background.get(step.name)
        if (!running) throw new Error(`${step.name} was not started`)
        if (step.kind === 'interrupt') running.interrupt()
        return this.compare(step, await this.world.settle(running.result))
      }
      case 'sleep':
        return this.world.sleep(step.seconds * 1000)
      case 'until':
        return this.until(step.pattern, step.command)
      case 'kill':
        return this.world.kill(step.node)
      case 'boot':
        return this.world.boot(step.node)
    }
  }

  private async until(pattern: RegExp, command: string): Promise<void> {
    for (let tries = 0; tries < 40; tries++) {
      const { stdout, stderr } = await this.world.settle(this.world.start(command, '').result)
      if (pattern.test(stdout + stderr)) return
      await this.world.sleep(UNTIL_PAUSE_MS)
    }
    throw new Error(`never true: ${pattern}`)
  }

  private compare(step: Step & { readonly expected: Output }, ran: Ran): void {
    const expected = step.expected.filter((line) => !line.startsWith('[took '))
    this.judge(step, difference(expected, this.lines(ran)))
  }

  private lines({ stdout, stderr, status }: Ran): string[] {
    const paths = [
      [`${DATA}/files/`, ''],
      [DATA, '<data>'],
    ] as const
    const options = { warn: this.scenario.showsWarnings, paths }
    const out = [...this.block(stdout, '', options), ...this.block(stderr, '! ', options)]
    return status === 0 ? out : [...out, `[exit ${status}]`]
  }

  /** As the recorder writes a stream down. */
  private block(text: string, prefix: string, options: Parameters<Clean>[1]): string[] {
    if (text === '') return []
    const lines = this.clean(text, options)
    const open = lines.at(-1) !== '' && !text.endsWith('\n')
    if (lines.at(-1) === '') lines.pop()
    const out = lines.map((line) => (prefix === '' ? escaped(line) : prefix + line))
    return open ? [...out, `${prefix}[no newline]`] : out
  }

  private judge(step: Step, problem: string | undefined): void {
    const key = `${this.file}:${step.line}`
    const reason = this.options.known.get(key)
    const label = `${key} ${'command' in step ? step.command : 'name' in step ? step.name : ''}`
    if (reason === undefined) this.report.record(label, problem)
    else if (problem === undefined && this.options.apache === undefined)
      this.report.record(label, 'passes, but is listed in tools-known.txt: take it out')
  }
}

function escaped(line: string): string {
  if (line === '') return '\\'
  const isSpecial = /^([$&<^@#!\\]|\[(exit|took|killed|no newline))/.test(line)
  return isSpecial && !/^<(options|time|data|kafka|uuid|id|number)>/.test(line) ? `\\${line}` : line
}

/** The first lines that differ; undefined when equal. */
function difference(expected: Output, actual: Output): string | undefined {
  const length = Math.max(expected.length, actual.length)
  for (let i = 0; i < length; i++) {
    if (expected[i] === actual[i]) continue
    return `\n    want ${shown(expected[i])}\n    got  ${shown(actual[i])}`
  }
  return undefined
}

function shown(line: string | undefined): string {
  return line === undefined ? '(nothing more)' : line
}
