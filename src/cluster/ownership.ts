/**
 * One tab at a time owns the cluster of an origin: two would corrupt its files. The owner holds a Web Lock; another tab
 * may ask for it, and the owner then shuts its brokers down and lets go.
 */
const LOCK = 'logbook-cluster'
const CHANNEL = 'logbook-ownership'
/** How long the owner may take for a controlled shutdown before it is taken away. */
const PATIENCE_MS = 10_000

/** Where a tab stands with the cluster's files. */
export type OwnershipState = 'asking' | 'owner' | 'elsewhere' | 'moved'

export class Ownership {
  private release: (() => void) | undefined
  private readonly channel = new BroadcastChannel(CHANNEL)

  /** @param yieldTo called when another tab takes over: stop everything, then it is let go */
  constructor(private readonly yieldTo: () => Promise<void>) {
    this.channel.onmessage = async (event: MessageEvent<string>) => {
      if (event.data !== 'give' || !this.release) return
      await this.yieldTo()
      this.release?.()
      this.release = undefined
    }
  }

  /** True when this tab owns the cluster now. */
  acquire(): Promise<boolean> {
    return this.request({ ifAvailable: true })
  }

  /** Asks the owner to give way, and takes the cluster from one that does not answer (a frozen tab). */
  async takeOver(): Promise<boolean> {
    this.channel.postMessage('give')
    const waiting = new AbortController()
    const timer = setTimeout(() => waiting.abort(), PATIENCE_MS)
    try {
      return await this.request({ signal: waiting.signal })
    } catch {
      return this.request({ steal: true })
    } finally {
      clearTimeout(timer)
    }
  }

  private request(options: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null)
        if (!lock) return undefined
        return new Promise<void>((release) => {
          this.release = release
        })
      }
      navigator.locks.request(LOCK, options, hold).catch(async (error: unknown) => {
        // Stolen by another tab while we held it: stop at once.
        if (this.release) await this.yieldTo()
        this.release = undefined
        reject(error)
      })
    })
  }
}
