import type { Clock, Trace, TraceEvent } from '../../core/env/env.ts'
import type { Telemetry } from './broker-protocol.ts'
import type { WireTap } from './wire-tap.ts'

/** How often the page hears of what happened. */
const EVERY_MS = 100
/** Bounds of what waits to be told. */
const MOST_LINES = 1000

/**
 * `[2026-11-21 05:00:00,123] INFO message (logger)`: log4j's pattern in Kafka's configuration, in local time. What follows the
 * first line, as an exception does, stands below.
 */
export function logLine(wall: number, level: string, logger: string, message: string): string {
  const date = new Date(wall)
  const pad = (n: number, width = 2) => String(n).padStart(width, '0')
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())},${pad(date.getMilliseconds(), 3)}`
  return `[${day} ${time}] ${level} ${message.replace(/(?=\n)|$/, ` (${logger})`)}`
}

/** A broker's trace, gathered and told to the page in bundles; DEBUG stays here. */
export class TelemetryTrace implements Trace {
  private lines: string[] = []
  private events: (TraceEvent & { at: number })[] = []
  private answered = 0
  private timer: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly clock: Clock,
    private readonly tap: WireTap,
    private readonly tell: (telemetry: Telemetry) => void | Promise<void>,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.flush(), EVERY_MS)
  }

  /** Tells the last of it; resolves when the page has heard. */
  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.flush()
  }

  log(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL', logger: string, message: string): void {
    if (level === 'DEBUG') return
    this.lines.push(logLine(this.clock.wall(), level, logger, message))
    if (this.lines.length > MOST_LINES) this.lines.splice(0, this.lines.length - MOST_LINES)
  }

  event(event: TraceEvent): void {
    this.events.push({ ...event, at: this.clock.wall() })
    if (this.events.length > MOST_LINES) this.events.splice(0, this.events.length - MOST_LINES)
  }

  /** Tells what there is to tell now; resolves when the page has heard. */
  async flush(): Promise<void> {
    const requests = this.tap.takeFresh()
    if (this.lines.length + this.events.length + requests.length === 0) return
    this.answered += requests.filter(({ took }) => took >= 0).length
    const { lines, events, answered } = this
    this.lines = []
    this.events = []
    await this.tell({ log: lines, events, requests, answered })
  }
}
