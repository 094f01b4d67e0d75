import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { spanOf, spanText } from './spans.ts'

/** What is to be done to the cluster's time. */
export type ClockCommand =
  | { readonly kind: 'show' }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'rate'; readonly rate: number }
  /** Back to the rate of before the pause. */
  | { readonly kind: 'resume' }
  | { readonly kind: 'step'; readonly ms: number }

/** The cluster's time after a command. */
export interface ClockReport {
  /** ms since 1970. */
  readonly wall: number
  /** How far that is ahead of the computer's clock, ms. */
  readonly ahead: number
  readonly rate: number
  /** What a jump brought, a line each. */
  readonly brought: readonly string[]
  /** Why nothing was done. */
  readonly refused?: string
}

/** Carries a command out; resolves when what it caused is done. */
export type ClockHost = (command: ClockCommand) => Promise<ClockReport>

const USAGE = `usage: clock                    show the cluster's time
       clock +7d                move the wall clock forward (ms, s, m, h, d, w, y; at most a year)
       clock pause | resume     stop the monotonic clock: sessions, timeouts, elections; let it go on
       clock x0.1 | x1 | x10    how fast it runs
       clock step 500ms         let so much of it go by at once
`

/** What the arguments ask for; undefined: they make no sense. */
export function clockCommand(args: readonly string[]): ClockCommand | undefined {
  const [first, second, ...more] = args
  if (more.length > 0) return undefined
  if (first === undefined) return { kind: 'show' }
  if (first === 'step') return spanned('step', second)
  if (second !== undefined) return undefined
  if (first === 'pause') return { kind: 'rate', rate: 0 }
  if (first === 'resume') return { kind: 'resume' }
  if (first.startsWith('+')) return spanned('advance', first.slice(1))
  const rate = Number(/^x(\d+(?:\.\d+)?)$/.exec(first)?.[1])
  return rate >= 0.1 && rate <= 10 ? { kind: 'rate', rate } : undefined
}

function spanned(kind: 'step' | 'advance', text: string | undefined): ClockCommand | undefined {
  const ms = spanOf(text ?? '')
  return ms === undefined ? undefined : { kind, ms }
}

/** The program `clock`: shows and moves the time of brokers and terminals. */
export function clockProgram(host: ClockHost): Program {
  return async (context) => {
    const [, ...args] = context.args
    if (args[0] === '--help') return usage(context, 0)
    const command = clockCommand(args)
    if (!command) {
      await writeText(context.stderr, `clock: cannot do '${args.join(' ')}'\n`)
      return usage(context, 2)
    }
    const report = await host(command)
    if (report.refused !== undefined) {
      await writeText(context.stderr, `clock: ${report.refused}\n`)
      return 1
    }
    await writeText(context.stdout, textOf(report))
    return 0
  }
}

async function usage({ stdout, stderr }: ProgramContext, status: number): Promise<number> {
  await writeText(status === 0 ? stdout : stderr, USAGE)
  return status
}

function textOf({ wall, ahead, rate, brought }: ClockReport): string {
  const time = new Date(wall)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, ' UTC')
  const far = ahead === 0 ? "as this computer's" : `${spanText(ahead)} ahead of this computer's`
  const speed = rate === 0 ? 'paused' : `x${rate}`
  return [`${time}  (${far}, ${speed})`, ...brought.map((line) => `  ${line}`), ''].join('\n')
}
