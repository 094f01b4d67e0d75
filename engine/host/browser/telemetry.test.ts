import { expect, test } from 'vitest'
import { logLine } from './telemetry.ts'

test('an exception stands below the line of the log that tells of it', () => {
  const line = logLine(
    0,
    'ERROR',
    'kafka.Kafka$',
    'Exiting Kafka due to fatal exception\njava.lang.RuntimeException: No.',
  )
  expect(line.slice(line.indexOf(']'))).toBe(
    '] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\njava.lang.RuntimeException: No.',
  )
  expect(logLine(0, 'INFO', 'a.B', 'All is well.')).toMatch(/ INFO All is well\. \(a\.B\)$/)
})
