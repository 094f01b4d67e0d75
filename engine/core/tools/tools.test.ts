import { describe, expect, test } from 'vitest'
import { fromUtf8 } from '../base/utf8.ts'
import { justified } from './argparse.ts'
import { parseDateTime } from './date-time.ts'
import { javaSplit } from './java-split.ts'
import { LineReader } from './line-reader.ts'
import { modernEquivalent } from './modern-equivalent.ts'
import { type OptionTable, optionTable, parseOptions } from './options.ts'
import { parseProperties } from './properties.ts'
import { toolNamed } from './registry.ts'
import { SCRIPT_NAMES } from './script-names.ts'
import { dateParts } from './tool.ts'
import { includeList } from './topic-filter.ts'

const TABLE: OptionTable = {
  topic: { arg: 'topic', description: 'A topic.' },
  list: { description: 'List.' },
  num: { type: 'Integer', description: 'A number.', default: '5' },
  state: { type: 'String', optionalArg: true, description: 'States.' },
  wait: { type: 'Long', optionalArg: true, description: 'A time.', default: '9' },
  members: { availableIf: ['list', 'topic'], description: 'Members.' },
  offsets: { availableIf: ['list'], description: 'Offsets.' },
}

describe('jopt-simple command lines', () => {
  test.each([
    [['--topic', 'a', '--list'], { topic: 'a', list: true, num: 5 }],
    [['--topic=a=b', 'stray', '-list'], { topic: 'a=b', list: true, num: 5 }],
    [['--num', '-7'], { topic: undefined, list: false, num: -7 }],
    [['--topic', '--list'], { topic: '--list', list: false, num: 5 }],
  ])('%j', (args, expected) => {
    const options = parseOptions(TABLE, args)
    const found = { topic: options.valueOf('topic'), list: options.has('list'), num: options.numberOf('num') }
    expect(found).toEqual(expected)
  })

  test('an optional argument is taken only when it is none of the next options', () => {
    expect(parseOptions(TABLE, ['--state', '--list']).valueOf('state')).toBeUndefined()
    expect(parseOptions(TABLE, ['--state', 'Stable']).valueOf('state')).toBe('Stable')
    expect(parseOptions(TABLE, ['--wait', 'x']).numberOf('wait')).toBe(9)
    expect(parseOptions(TABLE, ['--wait', '-5']).numberOf('wait')).toBe(-5)
  })

  test('what is available beside others alone is refused without them, but for --help', () => {
    expect(parseOptions(TABLE, ['--members', '--topic', 't']).has('members')).toBe(true)
    expect(parseOptions(TABLE, ['--members', '--help']).has('members')).toBe(true)
    expect(() => parseOptions(TABLE, ['--offsets', '--members'])).toThrow(
      'Option(s) [members, offsets] are unavailable given other options on the command line',
    )
  })

  test.each([
    [['--zookeeper', 'x'], 'zookeeper is not a recognized option'],
    [['--topic'], 'Option topic requires an argument'],
    [['--topic', 'a', '--topic', 'b'], 'Found multiple arguments for option topic, but you asked for only one'],
    [['--num', 'abc'], "Cannot parse argument 'abc' of option num"],
  ])('%j is refused', (args, message) => {
    expect(() => {
      const options = parseOptions(TABLE, args)
      options.valueOf('topic')
      options.numberOf('num')
    }).toThrow(message)
  })

  test('the table is sorted and names arguments', () => {
    const lines = optionTable(TABLE).split('\n')
    expect(lines[0]).toMatch(/^Option +Description +$/)
    expect(lines.filter((line) => /^--[a-z]/.test(line)).map((line) => line.split(/ {2,}/)[0])).toEqual([
      '--help',
      '--list',
      '--members',
      '--num <Integer>',
      '--offsets',
      '--state [String]',
      '--topic <String: topic>',
      '--version',
      '--wait [Long]',
    ])
  })
})

test('argparse4j fills broken lines from the middle out', () => {
  expect(
    justified("kafka-storage: error: invalid choice: 'nonsense' (choose from 'info', 'format', 'version-mapping')"),
  ).toBe("kafka-storage: error:  invalid  choice:  'nonsense'  (choose  from  'info',\n'format', 'version-mapping')")
})

describe('lines of the console producer', () => {
  const read = (line: string, properties: Record<string, string>) => {
    const { key, value, headers } = new LineReader('t', new Map(Object.entries(properties))).record(line)
    const text = (bytes: Uint8Array | null | undefined) => (bytes ? fromUtf8(bytes) : bytes)
    const list = headers as { key: string; value: Uint8Array | null }[]
    return { key: text(key), value: text(value), headers: list.map((h) => `${h.key}:${text(h.value)}`) }
  }
  test.each([
    ['plain', {}, { key: null, value: 'plain', headers: [] }],
    ['k:v:w', { 'parse.key': 'true', 'key.separator': ':' }, { key: 'k', value: 'v:w', headers: [] }],
    ['a:1,b:\tv', { 'parse.headers': 'true' }, { key: null, value: 'v', headers: ['a:1', 'b:'] }],
    ['N\tN', { 'parse.key': 'true', 'null.marker': 'N' }, { key: null, value: null, headers: [] }],
    ['no key', { 'parse.key': 'true', 'ignore.error': 'true' }, { key: null, value: 'no key', headers: [] }],
  ])('%s %j', (line, properties, expected) => {
    expect(read(line, properties)).toEqual(expected)
  })

  test('what is missing is named with its line', () => {
    expect(() => read('no key', { 'parse.key': 'true' })).toThrow("No key separator found on line number 1: 'no key'")
  })
})

test.each([
  ['bin/kafka-topics.sh --list --zookeeper localhost:2181', 'kafka-topics.sh --list --bootstrap-server localhost:9092'],
  [
    'kafka-console-producer.sh --broker-list h:1 --topic t',
    'kafka-console-producer.sh --bootstrap-server h:1 --topic t',
  ],
  ['kafka-console-consumer.sh --whitelist a.*', 'kafka-console-consumer.sh --include a.*'],
  ['kafka-consumer-groups.sh --new-consumer --list', 'kafka-consumer-groups.sh --list'],
  [
    'bin/kafka-run-class.sh kafka.tools.GetOffsetShell --broker-list h:1 --topic t',
    'kafka-get-offsets.sh --bootstrap-server h:1 --topic t',
  ],
  [
    'bin/kafka-topics.sh --create --zookeeper localhost:2181 --partitions 6 --topic test // 创建',
    'kafka-topics.sh --create --bootstrap-server localhost:9092 --partitions 6 --topic test',
  ],
  [
    'bin/kafka-topics.sh --alter --zookeeper localhost:2181 --topic my-topic --replication-factor 3 //增加副本集',
    'kafka-reassign-partitions.sh --bootstrap-server localhost:9092 --reassignment-json-file FILE --execute',
  ],
  [
    '- bin/kafka-topics.sh --zookeeper 127.0.0.1:2181 -alter --partitions 2 --topic test',
    'kafka-topics.sh --bootstrap-server localhost:9092 -alter --partitions 2 --topic test',
  ],
  [
    'bin/kafka-console-producer.sh --broker-list localhost:9092 localhost:9093 localhost:9094 --topic test1',
    'kafka-console-producer.sh --bootstrap-server localhost:9092,localhost:9093,localhost:9094 --topic test1',
  ],
  [
    '$ bin/kafka-topics.sh --create --topic t --bootstrap-server localhost:9092',
    'bin/kafka-topics.sh --create --topic t --bootstrap-server localhost:9092',
  ],
  [
    '➜  bin ./kafka-consumer-groups.sh -bootstrap-server h:1 -list',
    './kafka-consumer-groups.sh -bootstrap-server h:1 -list',
  ],
  [
    'bin/kafka-consumer-offset-checker.sh --zookeeper localhost:2181 --group g',
    'kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --group g',
  ],
  [
    '$ bin/zookeeper-server-start.sh config/zookeeper.properties',
    'Kafka 4 needs no ZooKeeper: its nodes alone run (jps -lm lists them); kafka-server-start.sh starts one',
  ],
  [
    'bin/kafka-topics.sh --list --bootstrap-server 43.153.82.44:9092',
    'kafka-topics.sh --list --bootstrap-server localhost:9092',
  ],
  ['kafka-topics.sh --list --bootstrap-server 127.0.0.1:9092', undefined],
  ['tar -xzf kafka_2.13-2.7.0.tgz', 'Kafka 4.3.1 is here already: cd ~/kafka'],
  ['cd /Users/betty/project/kafka_2.11-1.0.1', 'Kafka 4.3.1 is here already: cd ~/kafka'],
  [
    'rm -rf /tmp/kafka-logs /tmp/zookeeper',
    'The logs are in the folders that ls -d /tmp/kraft* names; a node is stopped (kafka-server-stop.sh --node-id=1) before its folder is removed',
  ],
  ['kafka-topics.sh --list --bootstrap-server localhost:9092', undefined],
  ['kafka-topics.sh --alter --topic t --partitions 3 --bootstrap-server localhost:9092', undefined],
  ['$ tar -xzf kafka_2.13-2.7.0.tgz', 'Kafka 4.3.1 is here already: cd ~/kafka'],
  [
    '$ rm -rf /tmp/kafka-logs /tmp/zookeeper',
    'The logs are in the folders that ls -d /tmp/kraft* names; a node is stopped (kafka-server-stop.sh --node-id=1) before its folder is removed',
  ],
  ['$ ls -l', 'ls -l'],
  ['sudo rm -rf x', 'rm -rf x'],
  ['java -version', 'No Java here, and none is needed: the nodes run in the browser'],
  [
    'get /brokers/ids',
    'Kafka 4 has no ZooKeeper; what its controllers keep: kafka-metadata-quorum.sh --bootstrap-server localhost:9092 describe --status',
  ],
  [
    'ls /brokers/ids',
    'Kafka 4 has no ZooKeeper; what its controllers keep: kafka-metadata-quorum.sh --bootstrap-server localhost:9092 describe --status',
  ],
  ['ls /tmp', undefined],
  ['get', undefined],
  ['kafka-topics --list --bootstrap-server localhost:9092', 'kafka-topics.sh --list --bootstrap-server localhost:9092'],
  ['bin\\windows\\kafka-topics.bat --list --bootstrap-server h:1', 'kafka-topics.sh --list --bootstrap-server h:1'],
  [
    '.\\bin\\windows\\kafka-server-start.bat .\\config\\server.properties',
    'kafka-server-start.sh ./config/server.properties',
  ],
  ['kafka-topics --list --zookeeper localhost:2181', 'kafka-topics.sh --list --bootstrap-server localhost:9092'],
  ['bin/kafka-server-start.sh config/server1.properties', 'kafka-server-start.sh config/server-1.properties'],
  ['bin/kafka-server-start.sh config/server-1.properties', undefined],
  [
    '/opt/install/kafka/bin/kafka-server-start.sh -daemon /opt/install/kafka/config/server.properties',
    'bin/kafka-server-start.sh -daemon config/server.properties',
  ],
  ['/home/learner/kafka/bin/kafka-topics.sh --list --bootstrap-server localhost:9092', undefined],
  ['ls -l', undefined],
  ['# start.sh', undefined],
])('today %s is %s', (old, modern) => {
  expect(modernEquivalent(old)).toBe(modern)
})

test('properties files: comments, continuations, escapes, all three separators', () => {
  const text = '# c\na=1\nb : 2\nc 3\nd=x\\\n   y\n! no\ne\\=f=\\u0041\\t.'
  expect([...parseProperties(text)]).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['c', '3'],
    ['d', 'xy'],
    ['e=f', 'A\t.'],
  ])
})

test('times: to a date and from one', () => {
  expect(dateParts(1_700_000_000_123)).toEqual({
    year: 2023,
    month: 11,
    day: 14,
    hour: 22,
    minute: 13,
    second: 20,
    millis: 123,
  })
  expect(parseDateTime('2023-11-14T22:13:20.123')).toBe(1_700_000_000_123)
  expect(parseDateTime('2023-11-14T23:13:20.123+01:00')).toBe(1_700_000_000_123)
})

test.each([
  ['', ['']],
  ['a', ['a']],
  ['a,', ['a']],
  [',a', ['', 'a']],
  ['a,,b,,', ['a', '', 'b']],
  [',', []],
])("Java's split of '%s'", (text, pieces) => {
  expect(javaSplit(text, ',')).toEqual(pieces)
})

test('topic patterns match whole names', () => {
  expect(['a', 'b', 'ab'].filter((name) => includeList('a, b').test(name))).toEqual(['a', 'b'])
})

test('every script of the distribution has a tool or an honest stand-in, but for those of the host', () => {
  const without = SCRIPT_NAMES.filter((name) => toolNamed(name) === undefined)
  expect(without).toEqual(['kafka-server-start.sh', 'kafka-server-stop.sh'])
  expect(toolNamed('nonsense.sh')).toBeUndefined()
})
