/** The contract between the router and the handlers of requests (handlers/NN-name.ts, one file an API). */

import type { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import type { Env } from '../env/env.ts'
import type { LogManager } from '../log/log-manager.ts'
import type { ClusterImage } from '../metadata/image.ts'
import type { ApiName } from '../protocol/apis.ts'
import type { Header, RequestInit, RequestOf, ResponseInit, ResponseOf } from '../protocol/frame.ts'
import type { ReplicaManager } from '../replication/replica-manager.ts'
import type { BrokerConfig } from './config.ts'
import type { FetchSessionCache } from './fetch-session.ts'
import type { Forwardable } from './forwardable.ts'
import type { Loggers } from './loggers.ts'
import type { Purgatory } from './purgatory.ts'

/** Which of a process' two faces a listener serves. */
export type Role = 'broker' | 'controller'

/** Who asks, and how. */
export interface RequestContext {
  readonly header: Header
  /** `header.apiVersion`. */
  readonly version: number
  /** The client id, '' when the client did not name itself. */
  readonly clientId: string
  /** Host of the other end as Kafka prints it, `/127.0.0.1`. */
  readonly clientHost: string
  /** Name of the listener that the request came in on, `PLAINTEXT`. */
  readonly listener: string
  readonly role: Role
  readonly connection: ClientConnection
}

/** What handlers know of a connection, and what they keep with it. */
export interface ClientConnection {
  /** One number a connection. */
  readonly id: number
  /** The connection is gone, nobody waits for an answer any more. */
  readonly closed: boolean
  /** Set while Produce requests wait for a codec: when the last of them is appended, which the next must not overtake. */
  produceTurn?: Promise<unknown> | undefined
}

/** What a handler gives back; null: the request gets no response (acks=0). */
export type Answer<N extends ApiName> = ResponseInit<N> | null

/**
 * Answers requests of one API. A handler file exports it under the API's name: `export const listOffsets: Handler<'ListOffsets'>`.
 * A promise answers later (a parked fetch); the next request of the same connection waits for it. Protocol errors are
 * codes in the answer; throwing {@link CloseConnection} closes the connection without one; anything else thrown is a
 * bug of ours, logged and answered by closing the connection.
 */
export type Handler<N extends ApiName, Services = BrokerServices> = (
  context: RequestContext,
  request: RequestOf<N>,
  services: Services,
) => Answer<N> | Promise<Answer<N>>

/** Thrown by a handler to close the connection without a response, as Kafka does for a failed produce with acks=0. */
export class CloseConnection extends Error {
  override readonly name = 'CloseConnection'
}

/** How a broker reaches the active controller. */
export interface ControllerChannel {
  /** Sends a request over the controller listener and waits for its answer. Rejects with NetworkError when no controller can be reached in time. */
  send<N extends ApiName>(name: N, request: RequestInit<N>, version?: number): Promise<ResponseOf<N>>
  /**
   * Forwards a client's request as it is, in the client's version, in an Envelope. When no controller takes it in time, the
   * answer is REQUEST_TIMED_OUT in that API's own words.
   */
  forward<N extends Forwardable>(context: RequestContext, name: N, request: RequestOf<N>): Promise<ResponseInit<N>>
}

/** Topics that a broker asks the controller to make. */
export interface AutoTopics {
  /** Makes missing topics with the broker's defaults (internal ones with theirs); gives the error code for each name. */
  create(names: readonly string[]): Promise<ReadonlyMap<string, number>>
}

/** Where ids of idempotent producers come from. */
export interface ProducerIdSource {
  /** A fresh id; null: none can be had now. */
  next(): Promise<number | null>
}

/** Where the replicas of this broker are put. */
export interface LogDirChanges {
  /** Moves a replica, or says where one that is not here yet is to be made; gives the error code. */
  alter(topic: string, partition: number, dir: string): Promise<number>
}

/** What the handlers of the broker role stand on. */
export interface BrokerServices {
  readonly env: Env
  readonly config: BrokerConfig
  readonly loggers: Loggers
  /** Cluster id of meta.properties. */
  readonly clusterId: string
  /** The committed metadata as far as this broker has replayed it. Read it anew after every await. */
  readonly image: ClusterImage
  readonly logManager: LogManager
  readonly logDirs: LogDirChanges
  readonly replicaManager: ReplicaManager
  readonly groupCoordinator: GroupCoordinator
  /** Made with the first Fetch. */
  fetchSessions?: FetchSessionCache
  /** Where produce, fetch and delete-records requests wait; replicaManager.onMove must call its check. */
  readonly purgatory: Purgatory
  readonly controller: ControllerChannel
  readonly autoTopics: AutoTopics
  readonly producerIds: ProducerIdSource
}
