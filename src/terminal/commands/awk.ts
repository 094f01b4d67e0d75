import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { linesOf } from '../shell/whole-input.ts'
import { unescapeAnsi } from '../shell/words.ts'
import { AwkError } from './awk/lexer.ts'
import { AwkMachine } from './awk/machine.ts'
import { Jump, parseAwk, type Rule } from './awk/parser.ts'
import { Input, isTrue, toNumber } from './awk/value.ts'
import { complain, coreutil, inputs, statusOf, UsageError } from './options.ts'
import { Turns } from './turns.ts'

const awk: Program = coreutil({ flags: '', values: 'Fv' }, async (context, { values, rest }) => {
  const [program, ...files] = rest
  if (program === undefined) throw new UsageError('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]')
  const machine = new AwkMachine()
  if (values.has('F')) machine.set('FS', unescapeAnsi(values.get('F') as string))
  const [name, ...value] = (values.get('v') ?? '').split('=')
  if (name) machine.set(name, new Input(value.join('=')))
  try {
    return await execute(context, machine, parseAwk(program), files)
  } catch (error) {
    if (error instanceof AwkError) return complain(context, `awk: ${error.message}`, 2)
    throw error
  }
})

async function execute(
  context: ProgramContext,
  machine: AwkMachine,
  rules: readonly Rule[],
  files: readonly string[],
): Promise<number> {
  const run = new Run(context, machine, rules)
  let status = await run.all('BEGIN')
  const reads = rules.some(({ when }) => when !== 'BEGIN')
  if (status === undefined && reads) status = await run.inputs(files)
  const ended = await run.all('END')
  return ended ?? status ?? statusOf(context)
}

/** Printed text that is more than this does not wait for the end of a rule. */
const MOST_HELD = 64 * 1024

/** A program that runs. Its parts give the status when they said `exit`. */
class Run {
  private readonly open = new Set<Rule>()
  private readonly turns: Turns

  constructor(
    private readonly context: ProgramContext,
    private readonly machine: AwkMachine,
    private readonly rules: readonly Rule[],
  ) {
    this.turns = new Turns(context)
  }

  all(when: 'BEGIN' | 'END'): Promise<number | undefined> {
    return this.attempt(async () => {
      for (const rule of this.rules) if (rule.when === when) await this.act(rule)
    })
  }

  async inputs(files: readonly string[]): Promise<number | undefined> {
    const { machine } = this
    for await (const { name, reader } of inputs(this.context, files)) {
      machine.set('FILENAME', name)
      machine.set('FNR', 0)
      for await (const line of linesOf(reader)) {
        machine.set('NR', toNumber(machine.get('NR')) + 1)
        machine.set('FNR', toNumber(machine.get('FNR')) + 1)
        machine.setRecord(line)
        const status = await this.attempt(() => this.record())
        if (status !== undefined) return status
      }
    }
    return undefined
  }

  private async record(): Promise<void> {
    await this.turns.take()
    for (const rule of this.rules) if (applies(rule, this.machine, this.open)) await this.act(rule)
  }

  /** Others have their turn in between. */
  private async act(rule: Rule): Promise<void> {
    for (const _step of rule.action(this.machine) ?? []) {
      if (this.machine.out.length > MOST_HELD) await this.flush()
      if (this.turns.isOver) await this.turns.give()
    }
  }

  private async flush(): Promise<void> {
    const { out } = this.machine
    this.machine.out = ''
    if (out !== '') await writeText(this.context.stdout, out)
  }

  private async attempt(run: () => Promise<void>): Promise<number | undefined> {
    try {
      await run()
      return undefined
    } catch (error) {
      if (!(error instanceof Jump)) throw error
      return error.how === 'exit' ? error.status : undefined
    } finally {
      await this.flush()
    }
  }
}

function applies(rule: Rule, machine: AwkMachine, open: Set<Rule>): boolean {
  const { when } = rule
  if (when === 'BEGIN' || when === 'END') return false
  if (typeof when === 'function') return isTrue(when(machine))
  if (!open.has(rule) && !isTrue(when.from(machine))) return false
  open.add(rule)
  if (isTrue(when.to(machine))) open.delete(rule)
  return true
}

export const AWK_PROGRAMS: { readonly [name: string]: Program } = { awk, gawk: awk, mawk: awk }
