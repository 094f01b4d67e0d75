/** What a broker answers when the controller does not, as `AbstractRequest.getErrorResponse` of Apache Kafka 4.3.1 wrote it. */
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { ServerBench } from '../../sim/server-bench.ts'
import { ZERO_UUID } from '../base/uuid.ts'
import { ApiError } from '../controller/decision.ts'
import { ConfigResource } from '../metadata/image.ts'
import { APIS } from '../protocol/apis.ts'
import { encode } from '../protocol/codec.ts'
import { Errors } from '../protocol/errors.ts'
import { encodeRequest, type RequestInit } from '../protocol/frame.ts'
import { DefaultPrincipalData } from '../protocol/messages/principal.ts'
import { CONTROLLER_HANDLERS, type ControllerServices } from './controller-handlers.ts'
import { ERROR_ANSWERS } from './error-answers.ts'
import type { Forwardable } from './forwardable.ts'
import type { RequestContext } from './handler.ts'
import { NodeChannel } from './node-channel.ts'
import { Router } from './router.ts'

const TIMED_OUT = { errorCode: Errors.REQUEST_TIMED_OUT, errorMessage: null }
const TIMED_OUT_TEXT = { ...TIMED_OUT, errorMessage: 'The request timed out.' }
const TOPIC = { resourceType: ConfigResource.TOPIC, resourceName: 'a' }
const BROKER_9 = { resourceType: ConfigResource.BROKER, resourceName: '9' }
const SOME_ID = 'AAAAAAAAAAAAAAAAAAAAAg'
const VOTER = { clusterId: 'c', voterId: 3, voterDirectoryId: SOME_ID }

/** A request in a version, and the answer. */
type Case = { [N in Forwardable]: [name: N, version: number, request: RequestInit<N>, answer: object] }[Forwardable]

const CASES: readonly Case[] = [
  ['CreateTopics', 7, { topics: [{ name: 'a' }] }, { topics: [{ name: 'a', topicId: ZERO_UUID, ...TIMED_OUT }] }],
  [
    'DeleteTopics',
    6,
    { topics: [{ name: 'a' }, { name: null, topicId: SOME_ID }] },
    {
      responses: [
        { name: 'a', topicId: ZERO_UUID, ...TIMED_OUT },
        { name: null, topicId: SOME_ID, ...TIMED_OUT },
      ],
    },
  ],
  ['DeleteTopics', 5, { topicNames: ['a'] }, { responses: [{ name: 'a', ...TIMED_OUT }] }],
  ['CreatePartitions', 3, { topics: [{ name: 'a', count: 3 }] }, { results: [{ name: 'a', ...TIMED_OUT }] }],
  [
    'ElectLeaders',
    2,
    { topicPartitions: [{ topic: 'a', partitions: [0] }] },
    {
      errorCode: Errors.REQUEST_TIMED_OUT,
      replicaElectionResults: [{ topic: 'a', partitionResult: [{ partitionId: 0, ...TIMED_OUT }] }],
    },
  ],
  ['ElectLeaders', 2, { topicPartitions: null }, { errorCode: Errors.REQUEST_TIMED_OUT, replicaElectionResults: [] }],
  [
    'AlterPartitionReassignments',
    0,
    { topics: [{ name: 'a', partitions: [{ partitionIndex: 0, replicas: [1] }] }] },
    { ...TIMED_OUT, responses: [{ name: 'a', partitions: [{ partitionIndex: 0, ...TIMED_OUT }] }] },
  ],
  [
    'ListPartitionReassignments',
    0,
    { topics: [{ name: 'a', partitionIndexes: [2] }] },
    { ...TIMED_OUT, topics: [{ name: 'a', partitions: [{ partitionIndex: 2, replicas: [] }] }] },
  ],
  ['ListPartitionReassignments', 0, { topics: null }, { ...TIMED_OUT, topics: [] }],
  [
    'AlterClientQuotas',
    1,
    { entries: [{ entity: [{ entityType: 'user', entityName: 'u' }], ops: [] }] },
    { entries: [{ ...TIMED_OUT_TEXT, entity: [{ entityType: 'user', entityName: 'u' }] }] },
  ],
  [
    'DescribeQuorum',
    2,
    { topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }] },
    { ...TIMED_OUT_TEXT, topics: [], nodes: [] },
  ],
  ['AddRaftVoter', 0, { ...VOTER, listeners: [] }, TIMED_OUT_TEXT],
  ['RemoveRaftVoter', 0, VOTER, TIMED_OUT_TEXT],
  ['UpdateFeatures', 1, { featureUpdates: [{ feature: 'f', maxVersionLevel: 1 }] }, { ...TIMED_OUT, results: [] }],
  ['UnregisterBroker', 0, { brokerId: 3 }, TIMED_OUT],
  ['AlterConfigs', 2, { resources: [{ ...TOPIC, configs: [] }] }, { responses: [{ ...TIMED_OUT, ...TOPIC }] }],
  [
    'IncrementalAlterConfigs',
    1,
    { resources: [{ ...TOPIC, configs: [] }] },
    { responses: [{ ...TIMED_OUT, ...TOPIC }] },
  ],
]

/** A broker whose controller is gone. */
async function alone(): Promise<ServerBench> {
  const bench = await new ServerBench().cluster({ 1: { roles: 'controller' }, 2: { roles: 'broker' } })
  bench.kill(1)
  return bench
}

/** A client that is more patient than a broker. */
function client(bench: ServerBench): NodeChannel {
  const address = { host: 'localhost', port: 9002 }
  return new NodeChannel(bench.world.env('client', new MemoryDisk()), address, { clientId: 'c', timeoutMs: 90_000 })
}

test('no controller answers: the client learns after a minute, in the answer to its request', async () => {
  const bench = await alone()
  const { now } = bench.world.scheduler
  const answers = CASES.map(([name, version, request]) => client(bench).send(name, request, version))
  const told = await bench.settled(Promise.all(answers))
  for (const [at, [, , , answer]] of CASES.entries()) expect(told[at]).toMatchObject(answer)
  const waited = bench.world.scheduler.now - now
  expect(waited).toBeGreaterThanOrEqual(60_000)
  expect(waited).toBeLessThan(65_000)
})

test('what the broker itself has to say of configs stands beside it', async () => {
  const bench = await alone()
  const request = {
    resources: [
      { ...BROKER_9, configs: [] },
      { ...TOPIC, configs: [] },
    ],
  }
  const { responses } = await bench.settled(client(bench).send('IncrementalAlterConfigs', request))
  expect(responses.map(({ resourceName, errorCode }) => [resourceName, errorCode])).toEqual([
    ['a', Errors.REQUEST_TIMED_OUT],
    ['9', Errors.INVALID_REQUEST],
  ])
})

test('an error that the controller does not explain is told as Kafka tells it', () => {
  const errorMessage = 'The server experienced an unexpected error when processing the request.'
  const errorCode = Errors.UNKNOWN_SERVER_ERROR
  expect(ERROR_ANSWERS.UnregisterBroker({ errorCode, errorMessage: null }, { brokerId: 3 })).toEqual({
    errorCode,
    errorMessage,
  })
})

test('a controller that is no longer active says so to the broker, which asks the next one', async () => {
  const controller = { isActive: true, run: () => Promise.reject(new ApiError(Errors.NOT_CONTROLLER)) }
  const services = { controller, router: () => router } as unknown as ControllerServices
  const router = Router.of('controller', CONTROLLER_HANDLERS, services)
  const requestPrincipal = new Uint8Array([0, 0, ...encode(DefaultPrincipalData, 0, ANYBODY)])
  const frame = encodeRequest('CreateTopics', 7, { correlationId: 1, clientId: 'c' }, { topics: [{ name: 'a' }] })
  const clientHostAddress = new Uint8Array([127, 0, 0, 1])
  const request = { requestData: frame.subarray(4), requestPrincipal, clientHostAddress }
  const answer = await router.route(APIS.Envelope.key, 0).handle({} as RequestContext, request)
  expect(answer).toEqual({ errorCode: Errors.NOT_CONTROLLER })
})

const ANYBODY = { type: 'User', name: 'ANONYMOUS' }
