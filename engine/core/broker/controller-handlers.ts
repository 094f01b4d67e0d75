/** The APIs of the controller listener: each a decision of the controller, answered once committed. */

import { DecodeError } from '../base/bytes.ts'
import { Part } from '../base/part.ts'
import { heartbeat, registerBroker, registerController, unregisterBroker } from '../controller/brokers.ts'
import { ApiError, type ControllerState, type Decision } from '../controller/decision.ts'
import { alterPartition } from '../controller/elections.ts'
import { allocateProducerIds } from '../controller/producer-ids.ts'
import type { QuorumController } from '../controller/quorum-controller.ts'
import { assignReplicasToDirs } from '../controller/replica-dirs.ts'
import type { Env } from '../env/env.ts'
import type { ClusterImage } from '../metadata/image.ts'
import type { ApiName } from '../protocol/apis.ts'
import { decode } from '../protocol/codec.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { decodeRequest, encodeResponse, type RequestOf, type ResponseInit } from '../protocol/frame.ts'
import { DefaultPrincipalData } from '../protocol/messages/principal.ts'
import type { RaftClient } from '../raft/raft-client.ts'
import { CLUSTER_OPERATIONS, NO_OPERATIONS } from './authorized-operations.ts'
import { errorAnswer } from './error-answer.ts'
import { FORWARDABLE, type Forwardable, type WholeError } from './forwardable.ts'
import { type BrokerServices, CloseConnection, type Handler } from './handler.ts'
import { saslHandshake } from './handlers/17-sasl-handshake.ts'
import { type ApiVersionsServices, apiVersions } from './handlers/18-api-versions.ts'
import { saslAuthenticate } from './handlers/36-sasl-authenticate.ts'
import { whenThere } from './late-handler.ts'
import { beginQuorumEpoch, endQuorumEpoch, fetchMetadata, fetchSnapshot, vote } from './raft-handlers.ts'
import type { Handlers, Router } from './router.ts'

/** What the handlers of the controller role stand on. */
export interface ControllerServices extends ApiVersionsServices, Pick<BrokerServices, 'config' | 'loggers'> {
  readonly env: Env
  readonly clusterId: string
  readonly controller: QuorumController
  readonly raft: () => RaftClient
  readonly image: ClusterImage
  /** Name of the first controller listener. */
  readonly controllerListener: string
  /** The router of this very listener: an Envelope's request goes through it. */
  readonly router: () => Router
}

const ADMINISTRATION = new Part(() => import('../controller/administration.ts'))

type Administration = typeof import('../controller/administration.ts')

type Decide<N extends ApiName> = (
  state: ControllerState,
  request: RequestOf<N>,
  version: number,
) => Decision<ResponseInit<N>>

type Failed<N extends ApiName> = (
  error: WholeError,
  request: RequestOf<N>,
) => ResponseInit<N> | Promise<ResponseInit<N>>

/** As {@link decided}, for a decision that is loaded when it is first asked for. */
function administered<N extends Forwardable>(
  name: N,
  find: (all: Administration) => Decide<N>,
): Handler<N, ControllerServices> {
  return async (context, request, services) => {
    const loading = ADMINISTRATION.loading()
    if (loading) await loading
    return decided(find(ADMINISTRATION.now), failedOf(name))(context, request, services)
  }
}

function failedOf<N extends Forwardable>(name: N): Failed<N> {
  return (error, request) => errorAnswer(name, error, request)
}

/** A handler that runs a decision; `failed` makes the answer where this controller is not the active one. */
function decided<N extends ApiName>(decide: Decide<N>, failed: Failed<N>): Handler<N, ControllerServices> {
  return async ({ version }, request, { controller }) => {
    try {
      return await controller.run((state) => decide(state, request, version))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return failed({ errorCode: error.code, errorMessage: error.text }, request)
    }
  }
}

const VOTERS = new Part(() => import('./voter-handlers.ts'))
const QUORUM = new Part(() => import('./handlers/55-describe-quorum.ts'))

/** The answer of APIs with one error for all, which is not explained. */
const whole = ({ errorCode }: { readonly errorCode: ErrorCode }) => ({ errorCode })

const heartbeatHandler: Handler<'BrokerHeartbeat', ControllerServices> = async (context, request, services) => {
  const { controller, env } = services
  if (!controller.isActive) return { errorCode: Errors.NOT_CONTROLLER }
  const { brokerId, brokerEpoch, currentMetadataOffset: metadataOffset } = request
  controller.sessions.touch(brokerId, brokerEpoch, { metadataOffset, now: env.clock.monotonic() })
  const shutdownFrom = services.raft().logEndOffset
  const answer = await decided<'BrokerHeartbeat'>(heartbeat, whole)(context, request, services)
  if (request.wantShutDown) controller.sessions.beginControlledShutdown(request.brokerId, shutdownFrom)
  return answer
}

const registrationHandler: Handler<'BrokerRegistration', ControllerServices> = async (context, request, services) => {
  const answer = await decided<'BrokerRegistration'>(registerBroker, whole)(context, request, services)
  if (answer && answer.errorCode === Errors.NONE)
    services.controller.sessions.register(request.brokerId, answer.brokerEpoch ?? -1, services.env.clock.monotonic())
  return answer
}

const updateFeatures = administered('UpdateFeatures', (all) => all.updateFeatures)

/** kraft.version is the quorum's: its records are no decision of the controller. */
const updateFeaturesHandler: Handler<'UpdateFeatures', ControllerServices> = async (context, request, services) => {
  const answer = await updateFeatures(context, request, services)
  if (!answer || answer.errorCode !== Errors.NONE || request.validateOnly) return answer
  const wanted = request.featureUpdates.find(({ feature }) => feature === 'kraft.version')?.maxVersionLevel ?? 0
  if (wanted === 0) return answer
  return (await VOTERS.get()).upgraded(answer, services)
}

/** Takes the request of a client, which a broker sent on, through the router of this listener. */
const envelope: Handler<'Envelope', ControllerServices> = async (context, request, services) => {
  if (!services.controller.isActive) return { errorCode: Errors.NOT_CONTROLLER }
  const opened = open(request)
  if (typeof opened === 'number') return { errorCode: opened }
  const { api, header, body } = opened
  const route = services.router().route(header.apiKey, header.apiVersion)
  const inner = { ...context, header, version: header.apiVersion, clientId: header.clientId ?? '' }
  const answer = await route.handle(inner, body)
  if (answer === null) return { errorCode: Errors.UNKNOWN_SERVER_ERROR }
  // Meanwhile another became active: that is for the broker to know, which asks anew, and not for its client.
  if (tells(answer, Errors.NOT_CONTROLLER)) return { errorCode: Errors.NOT_CONTROLLER }
  const frame = encodeResponse(api.name as ApiName, header.apiVersion, header.correlationId, answer)
  return { errorCode: Errors.NONE, responseData: frame.subarray(4) }
}

/** Whether the error stands anywhere in an answer (`AbstractResponse.errorCounts`). */
function tells(answer: unknown, error: ErrorCode): boolean {
  if (answer === null || typeof answer !== 'object' || ArrayBuffer.isView(answer)) return false
  if ((answer as { errorCode?: unknown }).errorCode === error) return true
  return Object.values(answer).some((value) => tells(value, error))
}

/** An Envelope's request, or why it is refused (`EnvelopeUtils.scala`). */
function open({ requestData, requestPrincipal, clientHostAddress }: RequestOf<'Envelope'>) {
  if (requestPrincipal === null || !isPrincipal(requestPrincipal)) return Errors.PRINCIPAL_DESERIALIZATION_FAILURE
  if (clientHostAddress.length !== 4 && clientHostAddress.length !== 16) return Errors.INVALID_REQUEST
  const opened = decoded(() => decodeRequest(requestData))
  if (opened === null) return Errors.UNSUPPORTED_VERSION
  return FORWARDABLE.has(opened.api.name) ? opened : Errors.INVALID_REQUEST
}

/** A version, which is 0, comes before its fields. */
function isPrincipal(bytes: Uint8Array): boolean {
  const isOfVersion0 = bytes[0] === 0 && bytes[1] === 0
  return isOfVersion0 && decoded(() => decode(DefaultPrincipalData, 0, bytes.subarray(2))) !== null
}

function decoded<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof DecodeError) return null
    throw error
  }
}

const BROKERS = 1
const CONTROLLERS = 2

const describeControllers: Handler<'DescribeCluster', ControllerServices> = (context, request, services) => {
  const { endpointType } = request
  if (endpointType !== BROKERS && endpointType !== CONTROLLERS)
    return {
      errorCode: Errors.UNSUPPORTED_ENDPOINT_TYPE,
      errorMessage: `Unsupported endpoint type ${endpointType}`,
    }
  if (endpointType !== CONTROLLERS)
    return {
      errorCode: context.version === 0 ? Errors.INVALID_REQUEST : Errors.MISMATCHED_ENDPOINT_TYPE,
      errorMessage: 'The request was sent to an endpoint of type CONTROLLER, but we wanted an endpoint of type BROKER',
    }
  const registered = [...services.image.controllers.values()].sort((a, b) => a.id - b.id)
  const controllers = registered.flatMap(({ id, listeners: [first] }) =>
    first ? [{ brokerId: id, host: first.host, port: first.port, rack: null }] : [],
  )
  return {
    endpointType: CONTROLLERS,
    clusterId: services.clusterId,
    controllerId: services.raft().leaderId,
    brokers: controllers,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : NO_OPERATIONS,
  }
}

const BROKERS_TOO = new Part(() => import('./handlers-on-demand.ts'))

type BrokersToo = typeof import('./handlers-on-demand.ts').ON_DEMAND

/** A handler of the brokers' that asks nothing of a broker. */
function onDemand<N extends 'DescribeConfigs' | 'DescribeAcls' | 'CreateAcls' | 'DeleteAcls'>(
  name: N,
): Handler<N, ControllerServices> {
  return async (...given) =>
    ((await BROKERS_TOO.get()).ON_DEMAND[name] as BrokersToo[N] & Handler<N, ControllerServices>)(...given)
}

/** Kafka's controller announces it, and has nothing that answers it (`ControllerApis.handle`). */
const cannotBeAnswered: Handler<'DescribeUserScramCredentials', ControllerServices> = (_context, { users }) => {
  if (users === null) throw new CloseConnection('no answer')
  const errorCode = Errors.UNKNOWN_SERVER_ERROR
  return { errorCode, results: users.map(() => ({ errorCode })) }
}

export const CONTROLLER_HANDLERS: Handlers<ControllerServices> = {
  Fetch: fetchMetadata,
  ApiVersions: apiVersions,
  CreateTopics: administered('CreateTopics', (all) => all.createTopics),
  DeleteTopics: administered('DeleteTopics', (all) => all.deleteTopics),
  CreatePartitions: administered('CreatePartitions', (all) => all.createPartitions),
  IncrementalAlterConfigs: administered('IncrementalAlterConfigs', (all) => all.incrementalAlterConfigs),
  AlterConfigs: administered('AlterConfigs', (all) => all.alterConfigs),
  AlterClientQuotas: administered('AlterClientQuotas', (all) => all.alterClientQuotas),
  ElectLeaders: administered('ElectLeaders', (all) => all.electLeaders),
  AlterPartition: decided(alterPartition, whole),
  AlterPartitionReassignments: administered('AlterPartitionReassignments', (all) => all.alterPartitionReassignments),
  ListPartitionReassignments: administered('ListPartitionReassignments', (all) => all.listPartitionReassignments),
  AssignReplicasToDirs: decided(assignReplicasToDirs, whole),
  UpdateFeatures: updateFeaturesHandler,
  UnregisterBroker: decided(unregisterBroker, failedOf('UnregisterBroker')),
  AllocateProducerIds: decided(allocateProducerIds, whole),
  BrokerRegistration: registrationHandler,
  BrokerHeartbeat: heartbeatHandler,
  ControllerRegistration: decided(registerController, (error) => error),
  DescribeCluster: describeControllers,
  Vote: vote,
  BeginQuorumEpoch: beginQuorumEpoch,
  EndQuorumEpoch: endQuorumEpoch,
  DescribeQuorum: whenThere(QUORUM, (all) => all.describeQuorum),
  FetchSnapshot: fetchSnapshot,
  AddRaftVoter: whenThere(VOTERS, (all) => all.addRaftVoter),
  RemoveRaftVoter: whenThere(VOTERS, (all) => all.removeRaftVoter),
  UpdateRaftVoter: whenThere(VOTERS, (all) => all.updateRaftVoter),
  Envelope: envelope,
  SaslHandshake: saslHandshake,
  SaslAuthenticate: saslAuthenticate,
  DescribeConfigs: onDemand('DescribeConfigs'),
  DescribeAcls: onDemand('DescribeAcls'),
  CreateAcls: onDemand('CreateAcls'),
  DeleteAcls: onDemand('DeleteAcls'),
  DescribeUserScramCredentials: cannotBeAnswered,
}
