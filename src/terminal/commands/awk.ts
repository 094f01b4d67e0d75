import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { linesOf } from '../shell/whole-input.ts'
import { unescapeAnsi } from '../shell/words.ts'
import { AwkError } from './awk/lexer.ts'
import { AwkMachine, Input, isTrue, toNumber } from './awk/machine.ts'
import { Jump, parseAwk, type Rule } from './awk/parser.ts'
import { complain, coreutil, inputs, statusOf, UsageError } from './options.ts'

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
  const flush = async () => {
    const { out } = machine
    machine.out = ''
    if (out !== '') await writeText(context.stdout, out)
  }
  let status: number | undefined
  const open = new Set<Rule>()
  status = attempt(() => runAll(rules, 'BEGIN', machine))
  await flush()
  const reads = rules.some(({ when }) => when !== 'BEGIN')
  if (status === undefined && reads) {
    for await (const { name, reader } of inputs(context, files)) {
      machine.set('FILENAME', name)
      machine.set('FNR', 0)
      for await (const line of linesOf(reader)) {
        machine.set('NR', toNumber(machine.get('NR')) + 1)
        machine.set('FNR', toNumber(machine.get('FNR')) + 1)
        machine.setRecord(line)
        status = attempt(() => runRecord(rules, machine, open))
        await flush()
        if (status !== undefined) break
      }
      if (status !== undefined) break
    }
  }
  const ended = attempt(() => runAll(rules, 'END', machine))
  await flush()
  return ended ?? status ?? statusOf(context)
}

function runAll(rules: readonly Rule[], when: 'BEGIN' | 'END', machine: AwkMachine): void {
  for (const rule of rules) if (rule.when === when) rule.action(machine)
}

function runRecord(rules: readonly Rule[], machine: AwkMachine, open: Set<Rule>): void {
  for (const rule of rules) if (applies(rule, machine, open)) rule.action(machine)
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

/** Runs rules; the status when they said `exit`. */
function attempt(run: () => void): number | undefined {
  try {
    run()
  } catch (error) {
    if (!(error instanceof Jump)) throw error
    return error.how === 'exit' ? error.status : undefined
  }
  return undefined
}

export const AWK_PROGRAMS: { readonly [name: string]: Program } = { awk, gawk: awk, mawk: awk }
