/** A server log on a stream, in the form of Kafka's log4j configuration: `[2026-11-21 05:00:00,123] INFO message (logger)`. */
import type { Trace } from '../../core/env/env.ts'

type Level = Parameters<Trace['log']>[0]

const SEVERITY: { readonly [level in Level]: number } = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3, FATAL: 4 }

/** Writes lines of at least the given level; events are not for a log. */
export function log4jTrace(out: { write(text: string): unknown }, least: Level = 'INFO'): Trace {
  return {
    log(level, logger, message) {
      if (SEVERITY[level] < SEVERITY[least]) return
      out.write(`[${timestamp(new Date())}] ${level} ${message.replace(/(?=\n)|$/, ` (${logger})`)}\n`)
    },
    event() {},
  }
}

function timestamp(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':')
  return `${date} ${time},${String(now.getMilliseconds()).padStart(3, '0')}`
}
