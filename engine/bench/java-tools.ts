/** Apache's perf tools, the same against every broker. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export class JavaPerfTools {
  constructor(private readonly home: string) {}

  /** MB/s (10⁶ bytes) and p50, p99 in ms of kafka-producer-perf-test without a throttle. */
  async produce(bootstrap: string, topic: string, count: number, size: number) {
    const { stdout } = await run(join(this.home, 'bin', 'kafka-producer-perf-test.sh'), [
      ...['--topic', topic, '--num-records', String(count), '--record-size', String(size), '--throughput', '-1'],
      ...['--bootstrap-server', bootstrap],
    ])
    const last = stdout.trim().split('\n').at(-1) ?? ''
    const rate = /([\d.]+) records\/sec/.exec(last)?.[1]
    if (!rate) throw new Error(`kafka-producer-perf-test said: ${stdout.slice(-300)}`)
    return (Number(rate) * size) / 1e6
  }

  /** MB/s (10⁶ bytes) of kafka-consumer-perf-test, without the time of its rebalance. */
  async consume(bootstrap: string, topic: string, count: number, size: number) {
    const { stdout } = await run(join(this.home, 'bin', 'kafka-consumer-perf-test.sh'), [
      ...['--bootstrap-server', bootstrap, '--topic', topic, '--num-records', String(count), '--timeout', '60000'],
    ])
    const [head = '', ...rows] = stdout
      .trim()
      .split('\n')
      .filter((line) => line.includes(','))
    const at = head.split(',').findIndex((name) => name.trim() === 'fetch.nMsg.sec')
    const rate = Number(rows.at(-1)?.split(',')[at])
    if (!(rate > 0)) throw new Error(`kafka-consumer-perf-test said: ${stdout.slice(-300)}`)
    return (rate * size) / 1e6
  }
}
