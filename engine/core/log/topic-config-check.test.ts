/** What Apache Kafka 4.3.1 said to these values of topic configs. */
import { describe, expect, test } from 'vitest'
import { LogConfig } from './log-config.ts'
import { shownTopicConfig, topicConfigError } from './topic-config-check.ts'

const said = (configs: Record<string, string>) => topicConfigError(new Map(Object.entries(configs))) ?? 'ok'

const RATIO = 'min.cleanable.dirty.ratio'
const GZIP = 'compression.gzip.level'
const invalid = (value: string, name: string, why: string) => `Invalid value ${value} for configuration ${name}: ${why}`
const LEVELS = 'Value must be between 1 and 9 or equal to -1'

test.each([
  ['remote.storage.enable', 'true', TIERED()],
  ['remote.storage.enable', 'TRUE', TIERED()],
  ['remote.storage.enable', 'false', 'ok'],
  ['cleanup.policy', 'delete,compact,delete', 'ok'],
  ['cleanup.policy', 'compact,compact', 'ok'],
  [GZIP, '0', invalid('0', GZIP, LEVELS)],
  [GZIP, '10', invalid('10', GZIP, LEVELS)],
  [GZIP, '-1', 'ok'],
  [RATIO, '0.5f', 'ok'],
  [RATIO, '.5D', 'ok'],
  [RATIO, '5e-1', 'ok'],
  [RATIO, '0x1p-1', 'ok'],
  [RATIO, 'NaN', 'ok'],
  [RATIO, '2', invalid('2.0', RATIO, 'Value must be no more than 1')],
  [RATIO, 'Infinity', invalid('Infinity', RATIO, 'Value must be no more than 1')],
  [RATIO, '0x1', invalid('0x1', RATIO, 'Not a number of type DOUBLE')],
  [RATIO, '', invalid('', RATIO, 'Not a number of type DOUBLE')],
  [RATIO, 'f', invalid('f', RATIO, 'Not a number of type DOUBLE')],
])('%s=%s', (name, value, expected) => {
  expect(said({ [name]: value })).toBe(expected)
})

function TIERED(): string {
  return 'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.'
}

describe('what was set', () => {
  test.each([
    ['cleanup.policy', 'delete, compact,delete', 'delete,compact'],
    ['preallocate', 'TRUE', 'true'],
    ['retention.ms', ' +5 ', '5'],
    [RATIO, '0.5f', '0.5'],
    [RATIO, '1', '1.0'],
    [RATIO, 'NaN', 'NaN'],
    ['message.timestamp.type', ' LogAppendTime ', 'LogAppendTime'],
    ['retention.ms', '9223372036854775807', '9223372036854775807'],
    ['internal.segment.bytes', '0200', '0200'],
  ])('%s=%s is told as Java has it', (name, text, shown) => {
    expect(shownTopicConfig(name, text)).toBe(shown)
  })

  test('is used as Java has it', () => {
    const config = LogConfig.DEFAULTS.with({
      [RATIO]: '0.25f',
      'cleanup.policy': 'compact,compact',
      preallocate: 'TRUE',
    })
    expect(config).toMatchObject({ cleanupPolicy: ['compact'], preallocate: true })
  })
})
