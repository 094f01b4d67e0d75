import { MemoryTrace } from './env.ts'

/** What all processes of a run say, in order, each line with its virtual time and its process. */
export class RunTrace extends MemoryTrace {
  constructor(private readonly now: () => number) {
    super()
  }

  override log(level: string, logger: string, message: string): void {
    this.lines.push(`${this.now().toFixed(1)} ${level} ${message} (${logger})`)
  }

  /** The trace of one process. */
  of(process: string): MemoryTrace {
    return new ProcessTrace(this, process)
  }
}

class ProcessTrace extends MemoryTrace {
  constructor(
    private readonly whole: RunTrace,
    private readonly process: string,
  ) {
    super()
  }

  override log(level: string, logger: string, message: string): void {
    this.whole.log(level, logger, `[${this.process}] ${message}`)
  }

  override event(event: MemoryTrace['events'][number]): void {
    this.whole.event({ ...event, process: this.process })
  }
}
