/** A picture is drawn no oftener than this, ms: so much text goes to the screen at once. */
const EVERY_MS = 16
/** With so much text on its way whoever writes waits, as at a terminal whose buffer is full: characters. */
const FULL = 256 * 1024

/**
 * The way of text to the screen, which is in another thread and draws: a program that writes twenty thousand lines a second must not send
 * twenty thousand messages. The first text goes at once; what follows is gathered until the screen has taken what it got.
 */
export class ScreenFeed {
  private waiting = ''
  private isUnderWay = false
  private readonly writers: (() => void)[] = []

  constructor(
    /** Resolves when the screen has taken the text. */
    private readonly screen: (text: string) => Promise<void>,
    private readonly pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  ) {}

  write(text: string): void {
    this.waiting += text
    if (!this.isUnderWay) void this.send()
  }

  /** Resolves when there is room for more. */
  async drained(): Promise<void> {
    if (this.waiting.length >= FULL) await new Promise<void>((resolve) => this.writers.push(resolve))
  }

  private async send(): Promise<void> {
    this.isUnderWay = true
    while (this.waiting !== '') {
      const text = this.waiting
      this.waiting = ''
      for (const goOn of this.writers.splice(0)) goOn()
      // A tab that was closed takes nothing any more.
      await Promise.all([this.screen(text).catch(() => {}), this.pause(EVERY_MS)])
    }
    this.isUnderWay = false
  }
}
