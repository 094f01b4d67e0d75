import type { Clock, Timer, Timers } from '../core/env/env.ts'

interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/** Wall time at virtual time 0: 2023-11-14T22:13:20Z. */
export const SIM_EPOCH = 1_700_000_000_000

/**
 * Virtual time: tasks run in the order of their time, then of their making; between two tasks all promises settle.
 * Nothing runs unless it is stepped, so a run is the same every time.
 */
export class Scheduler {
  private readonly heap: Task[] = []
  private made = 0
  /** Virtual milliseconds since the start. */
  now = 0
  /** Added to wall time: moved by clock jumps. */
  wallOffset = SIM_EPOCH

  after(delayMs: number, run: () => void): Timer {
    const task = { at: this.now + Math.max(0, delayMs), order: this.made++, run, cancelled: false }
    push(this.heap, task)
    return { cancel: () => (task.cancelled = true) }
  }

  /** The clock and timers of one process; `owner.alive` false stops them for good, as a kill does. */
  process(owner: { alive: boolean } = { alive: true }): { clock: Clock; timers: Timers } {
    const clock = { monotonic: () => this.now, wall: () => Math.floor(this.now + this.wallOffset) }
    const timers = { after: (delayMs: number, run: () => void) => this.after(delayMs, () => owner.alive && run()) }
    return { clock, timers }
  }

  /** Runs the next task and lets promises settle. False when there is none before `until`. Promises have settled before. */
  private async step(until: number): Promise<boolean> {
    for (;;) {
      const task = this.heap[0]
      if (!task || task.at > until) return false
      pop(this.heap)
      if (task.cancelled) continue
      this.now = Math.max(this.now, task.at)
      task.run()
      await settle()
      return true
    }
  }

  /** Runs for so many virtual milliseconds. */
  async run(forMs: number): Promise<void> {
    const until = this.now + forMs
    await settle()
    while (await this.step(until));
    this.now = until
  }

  /** Runs until the promise settles, at most `withinMs` of virtual time; gives its value or throws. */
  async until<T>(promise: Promise<T>, withinMs = 600_000): Promise<T> {
    let settled = false
    const mark = () => {
      settled = true
    }
    promise.then(mark, mark)
    const until = this.now + withinMs
    await settle()
    while (!settled)
      if (!(await this.step(until)) && !settled) throw new Error(`not settled within ${withinMs} virtual ms`)
    return promise
  }
}

/** All microtasks that are due, and those they queue, run before the host's next turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function before(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

function push(heap: Task[], task: Task): void {
  let i = heap.push(task) - 1
  while (i > 0) {
    const parent = (i - 1) >> 1
    if (!before(task, heap[parent] as Task)) break
    heap[i] = heap[parent] as Task
    i = parent
  }
  heap[i] = task
}

function pop(heap: Task[]): void {
  const last = heap.pop() as Task
  if (heap.length === 0) return
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1] as Task, heap[child] as Task)) child++
    if (!before(heap[child] as Task, last)) break
    heap[i] = heap[child] as Task
    i = child
  }
  heap[i] = last
}
