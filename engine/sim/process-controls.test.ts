import { describe, expect, test } from 'vitest'
import { AdjustableClock, REAL_TIME } from '../core/env/adjustable-clock.ts'
import { FaultableDisk, HEALTHY_DISK } from '../core/env/disk-faults.ts'
import { DiskError } from '../core/env/env.ts'
import { Suspension, suspendable } from '../core/env/suspendable.ts'
import { SimWorld } from './env.ts'
import { MemoryDisk } from './memory-disk.ts'
import { Scheduler } from './scheduler.ts'

describe('a clock that can be set', () => {
  function clock() {
    const scheduler = new Scheduler()
    const time = new AdjustableClock(scheduler.process())
    const start = time.monotonic()
    const fired: number[] = []
    const at = (delay: number) => time.after(delay, () => fired.push(Math.round(time.monotonic() - start)))
    const ran = async (ms: number) => {
      await scheduler.run(ms)
      return [Math.round(time.monotonic() - start), ...fired.splice(0)]
    }
    return { scheduler, time, at, ran }
  }

  test('runs as its host does', async () => {
    const { at, ran } = clock()
    at(100)
    expect(await ran(99)).toEqual([99])
    expect(await ran(1)).toEqual([100, 100])
  })

  test('ten times as fast, a tenth, not at all, for timers that run already too', async () => {
    const { time, at, ran } = clock()
    at(1000)
    at(1500)
    time.set({ ...REAL_TIME, rate: 10 })
    expect(await ran(100)).toEqual([1000, 1000])
    time.set({ ...REAL_TIME, rate: 0 })
    expect(await ran(60_000)).toEqual([1000])
    time.set({ ...REAL_TIME, rate: 0.1 })
    expect(await ran(4999)).toEqual([1500])
    expect(await ran(1)).toEqual([1500, 1500])
  })

  test('a timer that was cancelled does not fire after time was set', async () => {
    const { time, at, ran } = clock()
    const timer = at(50)
    timer.cancel()
    time.set({ ...REAL_TIME, rate: 2 })
    expect(await ran(100)).toEqual([200])
  })

  test('the wall clock moves, the monotonic one does not notice', async () => {
    const { scheduler, time, ran } = clock()
    const before = time.wall()
    time.set({ rate: 1, wallOffsetMs: 86_400_000 })
    expect(time.wall() - before).toBe(86_400_000)
    expect(await ran(5)).toEqual([5])
    expect(scheduler.now).toBe(5)
  })

  test('a host that slept for an hour: no time has passed', async () => {
    const { scheduler, time, at, ran } = clock()
    at(9000)
    await scheduler.run(1000)
    scheduler.now += 3_600_000
    expect((await ran(0))[0]).toBeLessThanOrEqual(1500)
    const [now, ...fired] = await ran(7000)
    expect(fired).toEqual([])
    expect(now).toBeLessThanOrEqual(9000)
    expect((await ran(1500)).slice(1)).toEqual([9000])
    expect(time.monotonic()).toBeLessThan(20_000)
  })
})

describe('a process that is stopped', () => {
  test('its timers wait and then fire in order; a cancelled one does not', async () => {
    const world = new SimWorld()
    const suspension = new Suspension()
    const env = suspendable(world.env('p', new MemoryDisk()), suspension)
    const fired: string[] = []
    env.timers.after(10, () => fired.push('a'))
    env.timers.after(20, () => fired.push('b'))
    const late = env.timers.after(25, () => fired.push('late'))
    suspension.stop()
    await world.scheduler.run(100)
    expect(fired).toEqual([])
    late.cancel()
    suspension.resume()
    expect(fired).toEqual(['a', 'b'])
  })

  test('its sockets stay open, and what came meanwhile is read afterwards, in order', async () => {
    const world = new SimWorld()
    const suspension = new Suspension()
    const server = suspendable(world.env('server', new MemoryDisk()), suspension)
    const client = world.env('client', new MemoryDisk())
    const got: number[] = []
    let closed = false
    await server.network.listen('localhost', 1, (connection) => {
      connection.onData((bytes) => got.push(...bytes))
      connection.onClose(() => (closed = true))
    })
    const connecting = client.network.connect('localhost', 1)
    await world.scheduler.run(10)
    const connection = await connecting
    suspension.stop()
    connection.send(new Uint8Array([1, 2]))
    connection.send(new Uint8Array([3]))
    await world.scheduler.run(50)
    connection.close()
    await world.scheduler.run(50)
    expect([got, closed]).toEqual([[], false])
    suspension.resume()
    expect([got, closed]).toEqual([[1, 2, 3], true])
  })

  test('it does not hear its disk', async () => {
    const world = new SimWorld()
    const suspension = new Suspension()
    const { disk } = suspendable(world.env('p', new MemoryDisk()), suspension)
    const file = await disk.open('x')
    file.append(new Uint8Array([1]))
    suspension.stop()
    let synced = false
    void file.sync().then(() => (synced = true))
    await world.scheduler.run(10)
    expect(synced).toBe(false)
    suspension.resume()
    await world.scheduler.run(1)
    expect(synced).toBe(true)
  })
})

describe('a disk with a fault', () => {
  test('slow: a sync takes as much longer', async () => {
    const scheduler = new Scheduler()
    const disk = new FaultableDisk(new MemoryDisk(), scheduler.process().timers)
    const file = await disk.open('x')
    disk.fault = { ...HEALTHY_DISK, slowMs: 300 }
    file.append(new Uint8Array([1]))
    let synced = false
    void file.sync().then(() => (synced = true))
    await scheduler.run(299)
    expect(synced).toBe(false)
    await scheduler.run(1)
    expect(synced).toBe(true)
  })

  test('full: what is appended fails with DiskError full, what was there stays, nothing gets in behind it', async () => {
    const disk = new FaultableDisk(new MemoryDisk(), new Scheduler().process().timers)
    const file = await disk.open('x')
    file.append(new Uint8Array([1, 2]))
    disk.fault = { ...HEALTHY_DISK, full: true }
    file.append(new Uint8Array([3]))
    await expect(file.sync()).rejects.toThrow(new DiskError('full', 'No space left on device: x'))
    disk.fault = HEALTHY_DISK
    file.append(new Uint8Array([4]))
    await expect(file.sync()).rejects.toThrow(DiskError)
    expect([...(await file.read(0, 9))]).toEqual([1, 2])
    file.truncate(2)
    file.append(new Uint8Array([5]))
    await file.sync()
    expect([...(await file.read(0, 9))]).toEqual([1, 2, 5])
  })
})
