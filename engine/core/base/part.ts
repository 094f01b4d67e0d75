const all = new Set<Part<unknown>>()

/**
 * A part of the program that is fetched when it is first needed, so that a page starts with less. Made at the top of a module:
 * `const CODECS = new Part(() => import('./codec-table.ts'))`. Where everything must happen in one and the same order, as in
 * the simulator, {@link loadAllParts} comes first, and {@link loading} is undefined from then on.
 */
export class Part<T> {
  private value: T | undefined
  private underWay: Promise<void> | undefined

  constructor(private readonly fetch: () => Promise<T>) {
    all.add(this)
  }

  /** What must be awaited before {@link now}; undefined: it is there. */
  loading(): Promise<void> | undefined {
    if (this.value !== undefined) return undefined
    // What failed, say without network, is tried again when it is needed again.
    this.underWay ??= this.load().finally(() => {
      this.underWay = undefined
    })
    return this.underWay
  }

  private async load(): Promise<void> {
    this.value = await this.fetch()
  }

  /** The part; throws when it was not awaited. */
  get now(): T {
    if (this.value === undefined) throw new Error('a part of the program was not awaited')
    return this.value
  }

  get isLoaded(): boolean {
    return this.value !== undefined
  }

  /** The part, as soon as it is there. */
  async get(): Promise<T> {
    await this.loading()
    return this.now
  }
}

/** Loads every part of what is imported so far, and the parts of these. */
export async function loadAllParts(): Promise<void> {
  for (let missing = [...all]; missing.length > 0; missing = [...all].filter((part) => !part.isLoaded))
    await Promise.all(missing.map((part) => part.loading()))
}
