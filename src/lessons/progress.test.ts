import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Progress } from './progress.ts'

/** What the tabs of a browser share: what one writes, the others are told of. */
class Tabs {
  private readonly items = new Map<string, string>()
  private readonly others: ((event: { key: string }) => void)[] = []

  open(): Progress {
    return new Progress()
  }

  readonly storage = {
    getItem: (key: string) => this.items.get(key) ?? null,
    setItem: (key: string, value: string) => void this.items.set(key, value),
  }

  readonly listen = (type: string, listener: (event: { key: string }) => void) => {
    if (type === 'storage') this.others.push(listener)
  }

  /** The news of a change come to every tab. */
  tell(): void {
    for (const told of this.others) told({ key: 'logbook.progress' })
  }
}

describe('progress in two tabs', () => {
  let tabs: Tabs
  beforeEach(() => {
    tabs = new Tabs()
    vi.stubGlobal('localStorage', tabs.storage)
    vi.stubGlobal('addEventListener', tabs.listen)
  })
  afterEach(() => vi.unstubAllGlobals())

  test('neither loses what was done in the other, before the news of it have come', () => {
    const [one, other] = [tabs.open(), tabs.open()]
    one.change('first', { met: [0, 1] })
    other.change('second', { hintsShown: 1 })
    one.forget('third')
    expect(tabs.open().everything()).toMatchObject({ first: { met: [0, 1] }, second: { hintsShown: 1 } })
  })

  test('each shows what was done in the other', () => {
    const [one, other] = [tabs.open(), tabs.open()]
    one.change('first', { met: [0, 1] })
    tabs.tell()
    expect(other.of('first').met).toEqual([0, 1])
  })
})
