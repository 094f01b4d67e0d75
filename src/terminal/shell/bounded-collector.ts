import { BrokenPipe } from './pipe.ts'
import { Collector } from './streams.ts'

/** Collects no more than so many bytes: who writes more meets a pipe that nobody reads any more. */
export class BoundedCollector extends Collector {
  private held = 0

  constructor(private readonly most: number) {
    super()
  }

  /** Whether more was written. */
  get isOver(): boolean {
    return this.held > this.most
  }

  override async write(bytes: Uint8Array): Promise<void> {
    this.held += bytes.length
    if (this.isOver) throw new BrokenPipe()
    await super.write(bytes)
  }
}
