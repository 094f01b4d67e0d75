/** Registration, heartbeats and fencing of brokers (`ClusterControlManager.java`, `BrokerHeartbeatManager.java`). */
import { ZERO_UUID } from '../base/uuid.ts'
import { recordVersions } from '../metadata/features.ts'
import type { BrokerImage } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { type ControllerState, type Decision, elrEnabled } from './decision.ts'
import { allPartitions, brokerComesBack, brokerLeaves, directoryLeaves } from './partitions-of-broker.ts'

type Registration = RequestOf<'BrokerRegistration'>

/** BrokerRegistration: the broker's epoch is the offset of the decision's first record. A registered broker starts fenced. */
export function registerBroker(
  state: ControllerState,
  request: Registration,
): Decision<ResponseInit<'BrokerRegistration'>> {
  const error = registrationError(state, request)
  if (error !== Errors.NONE) return { records: [], response: { errorCode: error } }
  const existing = state.image.brokers.get(request.brokerId)
  const same = existing?.incarnationId === request.incarnationId
  const brokerEpoch = same && existing ? existing.epoch : state.nextOffset
  const left = existing && !same ? brokerLeaves(state, request.brokerId, howItStopped(state, existing, request)) : []
  const records = [...left, registration(state, request, existing ?? null, brokerEpoch)]
  return { records, response: { errorCode: Errors.NONE, brokerEpoch } }
}

function registration(
  state: ControllerState,
  request: Registration,
  existing: BrokerImage | null,
  brokerEpoch: number,
): MetadataRecord {
  const same = existing?.incarnationId === request.incarnationId
  return metadataRecord('RegisterBrokerRecord', recordVersions(state.image.metadataVersion).registerBroker, {
    brokerId: request.brokerId,
    incarnationId: request.incarnationId,
    brokerEpoch,
    endPoints: request.listeners,
    features: request.features,
    rack: request.rack,
    fenced: same && existing ? existing.fenced : true,
    inControlledShutdown: same && existing ? existing.inControlledShutdown : false,
    logDirs: [...request.logDirs].sort(),
  })
}

/** A broker that shut down politely knows its last epoch. Before ELR the controller took every stop for clean. */
function howItStopped(state: ControllerState, existing: BrokerImage, request: Registration): 'clean' | 'unclean' {
  return !elrEnabled(state.image) || existing.epoch === request.previousBrokerEpoch ? 'clean' : 'unclean'
}

function registrationError(state: ControllerState, request: Registration): ErrorCode {
  const { image, sessions, config, now } = state
  if (request.clusterId !== config.clusterId) return Errors.INCONSISTENT_CLUSTER_ID
  const existing = image.brokers.get(request.brokerId)
  const rival = existing !== undefined && existing.incarnationId !== request.incarnationId
  const mayBeOver = existing?.fenced || existing?.inControlledShutdown
  if (rival && !mayBeOver && sessions.isLive(existing.id, existing.epoch, now))
    return Errors.DUPLICATE_BROKER_REGISTRATION
  if (!logDirsAreFine(state, request)) return Errors.INVALID_REGISTRATION
  return featuresError(state, request)
}

function logDirsAreFine({ image }: ControllerState, { brokerId, logDirs }: Registration): boolean {
  if (logDirs.length === 0 || new Set(logDirs).size !== logDirs.length) return false
  if (logDirs.some((dir) => dir.startsWith(ZERO_UUID.slice(0, 20)))) return false
  const others = [...image.brokers.values()].filter(({ id }) => id !== brokerId)
  return !others.some((broker) => broker.logDirs.some((dir) => logDirs.includes(dir)))
}

function featuresError({ image }: ControllerState, { features }: Registration): ErrorCode {
  if (!features.some(({ name }) => name === 'metadata.version')) return Errors.INVALID_REGISTRATION
  for (const [name, level] of image.features) {
    const range = features.find((feature) => feature.name === name)
    if (!range || level < range.minSupportedVersion || level > range.maxSupportedVersion)
      return Errors.UNSUPPORTED_VERSION
  }
  return Errors.NONE
}

/** Where a heartbeat takes a broker. */
type NextState = 'fenced' | 'unfenced' | 'controlledShutdown' | 'shutdownNow'

/** BrokerHeartbeat: the table of facts §4. */
export function heartbeat(
  state: ControllerState,
  request: RequestOf<'BrokerHeartbeat'>,
): Decision<ResponseInit<'BrokerHeartbeat'>> {
  const broker = state.image.brokers.get(request.brokerId)
  if (broker?.epoch !== request.brokerEpoch) return { records: [], response: { errorCode: Errors.STALE_BROKER_EPOCH } }
  const offline = offlineRecords(state, broker, request)
  // One thing at a time: both would be decided from the same state.
  const next = offline.length > 0 ? presentState(broker) : nextState(state, broker, request)
  return {
    records: [...stateRecords(state, broker, next), ...offline, ...cordonRecords(broker, request)],
    response: {
      errorCode: Errors.NONE,
      isCaughtUp: request.currentMetadataOffset >= broker.epoch,
      isFenced: next === 'fenced' || next === 'shutdownNow',
      shouldShutDown: next === 'shutdownNow',
    },
  }
}

function presentState({ fenced, inControlledShutdown }: BrokerImage): NextState {
  if (fenced) return 'fenced'
  return inControlledShutdown ? 'controlledShutdown' : 'unfenced'
}

function nextState(state: ControllerState, broker: BrokerImage, request: RequestOf<'BrokerHeartbeat'>): NextState {
  if (broker.fenced) {
    if (request.wantShutDown) return 'shutdownNow'
    return !request.wantFence && request.currentMetadataOffset >= broker.epoch ? 'unfenced' : 'fenced'
  }
  if (broker.inControlledShutdown) return nextWhileShuttingDown(state, broker)
  if (request.wantFence) return request.wantShutDown ? 'shutdownNow' : 'fenced'
  if (!request.wantShutDown) return 'unfenced'
  return leadsSomething(state, broker.id) ? 'controlledShutdown' : 'shutdownNow'
}

function nextWhileShuttingDown(state: ControllerState, broker: BrokerImage): NextState {
  if (leadsSomething(state, broker.id)) return 'controlledShutdown'
  const active = [...state.image.brokers.values()].filter(({ fenced }) => !fenced).map(({ id }) => id)
  const needed = state.sessions.controlledShutdownOffset(broker.id) ?? 0
  return state.sessions.lowestOffset(active) >= needed ? 'shutdownNow' : 'controlledShutdown'
}

function leadsSomething(state: ControllerState, id: number): boolean {
  for (const { partition } of allPartitions(state)) if (partition.leader === id) return true
  return false
}

/** Log dirs that the broker tells to be offline, and what was led there (`handleDirectoriesOffline`). */
function offlineRecords(
  state: ControllerState,
  broker: BrokerImage,
  { offlineLogDirs }: RequestOf<'BrokerHeartbeat'>,
): MetadataRecord[] {
  const offline = broker.logDirs.filter((dir) => offlineLogDirs.includes(dir))
  if (offline.length === 0) return []
  const logDirs = broker.logDirs.filter((dir) => !offline.includes(dir))
  const change = { brokerId: broker.id, brokerEpoch: broker.epoch, logDirs }
  return [
    ...offline.flatMap((dir) => directoryLeaves(state, broker.id, dir)),
    metadataRecord('BrokerRegistrationChangeRecord', 2, change),
  ]
}

function cordonRecords(broker: BrokerImage, request: RequestOf<'BrokerHeartbeat'>): MetadataRecord[] {
  const told = request.cordonedLogDirs
  if (told === null || (broker.cordonedLogDirs !== null && sameSet(broker.cordonedLogDirs, told))) return []
  return [
    metadataRecord('BrokerRegistrationChangeRecord', 3, {
      brokerId: broker.id,
      brokerEpoch: broker.epoch,
      cordonedLogDirs: told,
    }),
  ]
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}

function stateRecords(state: ControllerState, broker: BrokerImage, next: NextState): MetadataRecord[] {
  switch (next) {
    case 'unfenced':
      return broker.fenced ? [registrationChange(broker, { fenced: -1 }), ...brokerComesBack(state, broker.id)] : []
    case 'controlledShutdown':
      return broker.inControlledShutdown
        ? []
        : [registrationChange(broker, { inControlledShutdown: 1 }), ...brokerLeaves(state, broker.id, 'clean')]
    case 'fenced':
    case 'shutdownNow':
      return broker.fenced ? [] : fenceRecords(state, broker)
  }
}

function fenceRecords(state: ControllerState, broker: BrokerImage): MetadataRecord[] {
  return [...brokerLeaves(state, broker.id, 'clean'), registrationChange(broker, { fenced: 1 })]
}

function registrationChange(
  broker: BrokerImage,
  change: { fenced?: number; inControlledShutdown?: number },
): MetadataRecord {
  const version = change.inControlledShutdown === undefined ? 0 : 1
  return metadataRecord('BrokerRegistrationChangeRecord', version, {
    brokerId: broker.id,
    brokerEpoch: broker.epoch,
    ...change,
  })
}

/** Fences one broker that has not been heard of; Kafka takes one a turn. */
export function fenceStaleBroker(state: ControllerState): Decision<{ fenced: number | null }> {
  const stale = state.sessions
    .stale(state.now)
    .map((id) => state.image.brokers.get(id))
    .find((broker) => broker !== undefined && !broker.fenced)
  if (!stale) return { records: [], response: { fenced: null } }
  return { records: fenceRecords(state, stale), response: { fenced: stale.id } }
}

/** UnregisterBroker. */
export function unregisterBroker(
  state: ControllerState,
  request: RequestOf<'UnregisterBroker'>,
): Decision<ResponseInit<'UnregisterBroker'>> {
  const broker = state.image.brokers.get(request.brokerId)
  if (!broker) {
    const errorMessage = `Broker ID ${request.brokerId} is not currently registered`
    return { records: [], response: { errorCode: Errors.BROKER_ID_NOT_REGISTERED, errorMessage } }
  }
  const records = [
    ...brokerLeaves(state, broker.id, 'unclean'),
    metadataRecord('UnregisterBrokerRecord', 0, { brokerId: broker.id, brokerEpoch: broker.epoch }),
  ]
  return { records, response: { errorCode: Errors.NONE, errorMessage: null } }
}

/** ControllerRegistration. */
export function registerController(
  _state: ControllerState,
  request: RequestOf<'ControllerRegistration'>,
): Decision<ResponseInit<'ControllerRegistration'>> {
  const record = metadataRecord('RegisterControllerRecord', 0, {
    controllerId: request.controllerId,
    incarnationId: request.incarnationId,
    zkMigrationReady: request.zkMigrationReady,
    endPoints: request.listeners,
    features: request.features,
  })
  return { records: [record], response: { errorCode: Errors.NONE, errorMessage: '' } }
}
