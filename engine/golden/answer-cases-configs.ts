/** Requests that describe and alter configs. */
import { type AnswerCase, type Body, casesOf, ILLEGAL } from './answer-case.ts'

const TOPIC = 2
const BROKER = 4
const LOGGER = 8
const CLIENT_METRICS = 16
const GROUP = 32

const described = (
  resourceType: number,
  resourceName: string,
  configurationKeys: readonly string[] | null,
  more: Body = {},
): Body => ({
  resources: [{ resourceType, resourceName, configurationKeys }],
  ...more,
})

const DESCRIBE = casesOf('DescribeConfigs', {
  'a topic': described(TOPIC, 't', null, { includeSynonyms: true }),
  'a topic, documented': described(TOPIC, 't', ['retention.ms', 'cleanup.policy'], { includeDocumentation: true }),
  'no keys': described(TOPIC, 't', []),
  'an unknown key': described(TOPIC, 't', ['no.such']),
  'unknown topic': described(TOPIC, 'nowhere', null),
  'illegal topic': described(TOPIC, ILLEGAL, null),
  'empty topic': described(TOPIC, '', null),
  'the broker': described(
    BROKER,
    '1',
    ['log.retention.hours', 'log.retention.ms', 'num.partitions', 'min.insync.replicas'],
    { includeSynonyms: true },
  ),
  'all brokers': described(BROKER, '', null),
  'another broker': described(BROKER, '9', null),
  'a broker by name': described(BROKER, 'one', null),
  'a broker below 0': described(BROKER, '-1', null),
  'the loggers': described(LOGGER, '1', ['root']),
  'loggers of another broker': described(LOGGER, '9', null),
  'loggers of nobody': described(LOGGER, '', null),
  'loggers by name': described(LOGGER, 'one', null),
  'client metrics': described(CLIENT_METRICS, 'basic', null),
  'client metrics without a name': described(CLIENT_METRICS, '', null),
  'a group': described(GROUP, 'g', null, { includeSynonyms: true }),
  'a group without a name': described(GROUP, '', null),
  'type 0': described(0, 't', null),
  'type 1': described(1, 't', null),
  'type 99': described(99, 't', null),
  twice: {
    resources: [
      { resourceType: TOPIC, resourceName: 't', configurationKeys: ['retention.ms'] },
      { resourceType: TOPIC, resourceName: 't', configurationKeys: ['retention.ms'] },
    ],
  },
  nothing: { resources: [] },
})

const altered = (resourceType: number, resourceName: string, configs: readonly Body[]): Body => ({
  validateOnly: true,
  resources: [{ resourceType, resourceName, configs }],
})

const ALTER = casesOf('AlterConfigs', {
  'a topic': altered(TOPIC, 't', [{ name: 'retention.ms', value: '5000' }]),
  'unknown topic': altered(TOPIC, 'nowhere', [{ name: 'retention.ms', value: '5000' }]),
  'empty topic': altered(TOPIC, '', [{ name: 'retention.ms', value: '5000' }]),
  'an unknown key': altered(TOPIC, 't', [{ name: 'no.such', value: '1' }]),
  'no number': altered(TOPIC, 't', [{ name: 'retention.ms', value: 'long' }]),
  null: altered(TOPIC, 't', [{ name: 'retention.ms', value: null }]),
  'another broker': altered(BROKER, '9', [{ name: 'log.retention.ms', value: '5000' }]),
  'a broker by name': altered(BROKER, 'one', [{ name: 'log.retention.ms', value: '5000' }]),
  loggers: altered(LOGGER, '1', [{ name: 'root', value: 'INFO' }]),
  'type 0': altered(0, 't', [{ name: 'retention.ms', value: '5000' }]),
  'type 99': altered(99, 't', [{ name: 'retention.ms', value: '5000' }]),
  nothing: { resources: [] },
})

const SET = 0
const DELETE_OP = 1
const APPEND = 2
const SUBTRACT = 3

const ALTER_SOME = casesOf('IncrementalAlterConfigs', {
  'a topic': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SET, value: '5000' }]),
  deleted: altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: DELETE_OP, value: null }]),
  appended: altered(TOPIC, 't', [{ name: 'cleanup.policy', configOperation: APPEND, value: 'compact' }]),
  'appended to no list': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: APPEND, value: '5' }]),
  'taken from no list': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SUBTRACT, value: '5' }]),
  'operation 9': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: 9, value: '5' }]),
  'set to null': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SET, value: null }]),
  'appended null': altered(TOPIC, 't', [{ name: 'cleanup.policy', configOperation: APPEND, value: null }]),
  'an unknown key': altered(TOPIC, 't', [{ name: 'no.such', configOperation: SET, value: '1' }]),
  'an unknown key deleted': altered(TOPIC, 't', [{ name: 'no.such', configOperation: DELETE_OP, value: null }]),
  'an unknown key appended': altered(TOPIC, 't', [{ name: 'no.such', configOperation: APPEND, value: 'x' }]),
  'no number': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SET, value: 'long' }]),
  'too small': altered(TOPIC, 't', [{ name: 'segment.bytes', configOperation: SET, value: '1' }]),
  'no such value': altered(TOPIC, 't', [{ name: 'cleanup.policy', configOperation: SET, value: 'shred' }]),
  'a key twice': altered(TOPIC, 't', [
    { name: 'retention.ms', configOperation: SET, value: '5' },
    { name: 'retention.ms', configOperation: SET, value: '6' },
  ]),
  'unknown topic': altered(TOPIC, 'nowhere', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'illegal topic': altered(TOPIC, ILLEGAL, [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'empty topic': altered(TOPIC, '', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'no keys': altered(TOPIC, 't', []),
  'the broker': altered(BROKER, '1', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'all brokers': altered(BROKER, '', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'another broker': altered(BROKER, '9', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'a broker by name': altered(BROKER, 'one', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'a read-only key': altered(BROKER, '1', [{ name: 'node.id', configOperation: SET, value: '5' }]),
  'a key of brokers, for all': altered(BROKER, '', [
    { name: 'listeners', configOperation: SET, value: 'PLAINTEXT://:1' },
  ]),
  'no number of a broker': altered(BROKER, '1', [{ name: 'log.retention.ms', configOperation: SET, value: 'long' }]),
  'an unknown key of a broker': altered(BROKER, '1', [{ name: 'no.such', configOperation: SET, value: '5' }]),
  'a level': altered(LOGGER, '1', [{ name: 'kafka', configOperation: SET, value: 'DEBUG' }]),
  'no such level': altered(LOGGER, '1', [{ name: 'kafka', configOperation: SET, value: 'LOUD' }]),
  'the root logger deleted': altered(LOGGER, '1', [{ name: 'root', configOperation: DELETE_OP, value: null }]),
  'no such logger': altered(LOGGER, '1', [{ name: 'no.such', configOperation: SET, value: 'INFO' }]),
  'a level appended': altered(LOGGER, '1', [{ name: 'root', configOperation: APPEND, value: 'INFO' }]),
  'loggers of another broker': altered(LOGGER, '9', [{ name: 'root', configOperation: SET, value: 'INFO' }]),
  'a group': altered(GROUP, 'g', [{ name: 'consumer.session.timeout.ms', configOperation: SET, value: '50000' }]),
  'a group, too small': altered(GROUP, 'g', [
    { name: 'consumer.session.timeout.ms', configOperation: SET, value: '1' },
  ]),
  'a group, an unknown key': altered(GROUP, 'g', [{ name: 'no.such', configOperation: SET, value: '1' }]),
  'a group without a name': altered(GROUP, '', [
    { name: 'consumer.session.timeout.ms', configOperation: SET, value: '50000' },
  ]),
  'client metrics': altered(CLIENT_METRICS, 'basic', [{ name: 'interval.ms', configOperation: SET, value: '50' }]),
  'client metrics without a name': altered(CLIENT_METRICS, '', [
    { name: 'interval.ms', configOperation: SET, value: '500' },
  ]),
  'client metrics, no number': altered(CLIENT_METRICS, 'basic', [
    { name: 'interval.ms', configOperation: SET, value: 'often' },
  ]),
  'client metrics, no such match': altered(CLIENT_METRICS, 'basic', [
    { name: 'match', configOperation: SET, value: 'no_such=1' },
  ]),
  'client metrics, an unknown key': altered(CLIENT_METRICS, 'basic', [
    { name: 'no.such', configOperation: SET, value: '50' },
  ]),
  'type 0': altered(0, 't', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'type 99': altered(99, 't', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'a resource twice': {
    validateOnly: true,
    resources: [
      { resourceType: TOPIC, resourceName: 't', configs: [{ name: 'retention.ms', configOperation: SET, value: '5' }] },
      { resourceType: TOPIC, resourceName: 't', configs: [{ name: 'segment.ms', configOperation: SET, value: '5' }] },
    ],
  },
  nothing: { resources: [] },
})

const LIST_CONFIGS = casesOf('ListConfigResources', {
  all: { resourceTypes: [] },
  topics: { resourceTypes: [TOPIC] },
  brokers: { resourceTypes: [BROKER] },
  'type 99': { resourceTypes: [99] },
  'type 0': { resourceTypes: [0] },
})

export const CONFIG_CASES: readonly AnswerCase[] = [...DESCRIBE, ...ALTER, ...ALTER_SOME, ...LIST_CONFIGS]
