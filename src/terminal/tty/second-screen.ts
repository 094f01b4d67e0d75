import type { Process } from '../shell/processes.ts'
import type { FullScreen } from '../shell/program.ts'

/**
 * Who has the terminal's second screen and its keys. Whatever ends or stops the program loses them: the program itself could not give them
 * back, since nothing that a dead process writes arrives.
 */
export class SecondScreen {
  private readonly programs: FullScreen[] = []

  constructor(
    private readonly entered: () => void,
    private readonly left: () => void,
  ) {}

  /** The program whose screen is shown; undefined: the first screen is. */
  get shown(): FullScreen | undefined {
    return this.programs.at(-1)
  }

  /** Shows a program's screen while its process runs, until it is released. */
  take(process: Process, program: FullScreen): { release(): void } {
    const follow = () => (process.state === 'running' ? this.show(program) : this.hide(program))
    const stop = process.watch(follow)
    follow()
    return {
      release: () => {
        stop()
        this.hide(program)
      },
    }
  }

  private show(program: FullScreen): void {
    if (this.programs.includes(program)) return
    if (this.programs.length === 0) this.entered()
    this.programs.push(program)
    program.draw()
  }

  private hide(program: FullScreen): void {
    const at = this.programs.indexOf(program)
    if (at < 0) return
    this.programs.splice(at, 1)
    if (this.shown) this.shown.draw()
    else this.left()
  }
}
