import { expect, test } from 'vitest'
import { Loggers } from './loggers.ts'

function listening(rootLevel: 'INFO' | 'WARN' = 'INFO') {
  const lines: string[] = []
  const loggers = new Loggers(
    { log: (level, logger, message) => lines.push(`${level} ${logger} ${message}`), event() {} },
    rootLevel,
  )
  return { lines, loggers }
}
const changes = (...entries: [string, string | null][]) => new Map(entries)

test('a line passes that is as grave as its logger, or the nearest name above it, wants', () => {
  const { lines, loggers } = listening()
  loggers.change(changes(['kafka.server', 'ERROR'], ['kafka.server.ReplicaManager', 'DEBUG']))
  loggers.trace.log('DEBUG', 'kafka.server.ReplicaManager', 'a')
  loggers.trace.log('WARN', 'kafka.server.KafkaRaftServer', 'b')
  loggers.trace.log('INFO', 'kafka.log.LogManager', 'c')
  loggers.trace.log('DEBUG', 'kafka.log.LogManager', 'd')
  expect(lines).toEqual(['DEBUG kafka.server.ReplicaManager a', 'INFO kafka.log.LogManager c'])
})

test('those of a started node, and all that spoke or were set, are listed with the level in force; taken away, it is that above', () => {
  const { loggers } = listening('WARN')
  loggers.trace.log('INFO', 'kafka.log.Other', 'a')
  loggers.change(changes(['kafka.server.ReplicaManager', 'DEBUG']))
  const levels = () => loggers.all().map(([name, level]) => `${name}=${level}`)
  expect(levels()).toEqual(
    expect.arrayContaining([
      'kafka.log.LogManager=WARN',
      'kafka.log.Other=WARN',
      'kafka.server.ReplicaManager=DEBUG',
      'root=WARN',
    ]),
  )
  loggers.change(changes(['kafka.server.ReplicaManager', null], ['root', 'INFO']))
  expect(levels()).toEqual(expect.arrayContaining(['kafka.server.ReplicaManager=INFO', 'root=INFO']))
})

test.each([
  [['kafka.server.KafkaApis', 'DEBUG'], null],
  [['com.example.Mine', 'DEBUG'], 'Logger com.example.Mine does not exist!'],
  [['root', null], 'Removing the log level of the root logger is not allowed'],
  [
    ['root', 'LOUD'],
    'Cannot set the log level of root to LOUD as it is not a supported log level. Valid log levels are DEBUG, ERROR, FATAL, INFO, TRACE, WARN',
  ],
] as const)('%j is refused: %s', ([name, level], refusal) => {
  expect(listening().loggers.refusal(changes([name, level]))).toBe(refusal)
})
