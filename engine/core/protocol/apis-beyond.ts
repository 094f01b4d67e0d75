/** The APIs of 4.3.1 that no node of ours serves and no client of ours calls: they are seen on the wire and in recordings. */

import { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from './messages/24-add-partitions-to-txn.ts'
import { AddOffsetsToTxnRequest, AddOffsetsToTxnResponse } from './messages/25-add-offsets-to-txn.ts'
import { EndTxnRequest, EndTxnResponse } from './messages/26-end-txn.ts'
import { WriteTxnMarkersRequest, WriteTxnMarkersResponse } from './messages/27-write-txn-markers.ts'
import { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from './messages/28-txn-offset-commit.ts'
import { CreateDelegationTokenRequest, CreateDelegationTokenResponse } from './messages/38-create-delegation-token.ts'
import { RenewDelegationTokenRequest, RenewDelegationTokenResponse } from './messages/39-renew-delegation-token.ts'
import { ExpireDelegationTokenRequest, ExpireDelegationTokenResponse } from './messages/40-expire-delegation-token.ts'
import {
  DescribeDelegationTokenRequest,
  DescribeDelegationTokenResponse,
} from './messages/41-describe-delegation-token.ts'
import {
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponse,
} from './messages/51-alter-user-scram-credentials.ts'
import { DescribeProducersRequest, DescribeProducersResponse } from './messages/61-describe-producers.ts'
import { DescribeTransactionsRequest, DescribeTransactionsResponse } from './messages/65-describe-transactions.ts'
import { ListTransactionsRequest, ListTransactionsResponse } from './messages/66-list-transactions.ts'
import {
  GetTelemetrySubscriptionsRequest,
  GetTelemetrySubscriptionsResponse,
} from './messages/71-get-telemetry-subscriptions.ts'
import { PushTelemetryRequest, PushTelemetryResponse } from './messages/72-push-telemetry.ts'
import { ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse } from './messages/76-share-group-heartbeat.ts'
import { ShareGroupDescribeRequest, ShareGroupDescribeResponse } from './messages/77-share-group-describe.ts'
import { ShareFetchRequest, ShareFetchResponse } from './messages/78-share-fetch.ts'
import { ShareAcknowledgeRequest, ShareAcknowledgeResponse } from './messages/79-share-acknowledge.ts'
import {
  InitializeShareGroupStateRequest,
  InitializeShareGroupStateResponse,
} from './messages/83-initialize-share-group-state.ts'
import { ReadShareGroupStateRequest, ReadShareGroupStateResponse } from './messages/84-read-share-group-state.ts'
import { WriteShareGroupStateRequest, WriteShareGroupStateResponse } from './messages/85-write-share-group-state.ts'
import { DeleteShareGroupStateRequest, DeleteShareGroupStateResponse } from './messages/86-delete-share-group-state.ts'
import {
  ReadShareGroupStateSummaryRequest,
  ReadShareGroupStateSummaryResponse,
} from './messages/87-read-share-group-state-summary.ts'
import { StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse } from './messages/88-streams-group-heartbeat.ts'
import { StreamsGroupDescribeRequest, StreamsGroupDescribeResponse } from './messages/89-streams-group-describe.ts'
import {
  DescribeShareGroupOffsetsRequest,
  DescribeShareGroupOffsetsResponse,
} from './messages/90-describe-share-group-offsets.ts'
import {
  AlterShareGroupOffsetsRequest,
  AlterShareGroupOffsetsResponse,
} from './messages/91-alter-share-group-offsets.ts'
import {
  DeleteShareGroupOffsetsRequest,
  DeleteShareGroupOffsetsResponse,
} from './messages/92-delete-share-group-offsets.ts'
import type { Api } from './schema.ts'

/** By name; keys, names and versions are in apis.ts once more, for who needs no more of them. */
export const APIS_BEYOND = {
  AddPartitionsToTxn: {
    key: 24,
    name: 'AddPartitionsToTxn',
    request: AddPartitionsToTxnRequest,
    response: AddPartitionsToTxnResponse,
  },
  AddOffsetsToTxn: {
    key: 25,
    name: 'AddOffsetsToTxn',
    request: AddOffsetsToTxnRequest,
    response: AddOffsetsToTxnResponse,
  },
  EndTxn: { key: 26, name: 'EndTxn', request: EndTxnRequest, response: EndTxnResponse },
  WriteTxnMarkers: {
    key: 27,
    name: 'WriteTxnMarkers',
    request: WriteTxnMarkersRequest,
    response: WriteTxnMarkersResponse,
  },
  TxnOffsetCommit: {
    key: 28,
    name: 'TxnOffsetCommit',
    request: TxnOffsetCommitRequest,
    response: TxnOffsetCommitResponse,
  },
  CreateDelegationToken: {
    key: 38,
    name: 'CreateDelegationToken',
    request: CreateDelegationTokenRequest,
    response: CreateDelegationTokenResponse,
  },
  RenewDelegationToken: {
    key: 39,
    name: 'RenewDelegationToken',
    request: RenewDelegationTokenRequest,
    response: RenewDelegationTokenResponse,
  },
  ExpireDelegationToken: {
    key: 40,
    name: 'ExpireDelegationToken',
    request: ExpireDelegationTokenRequest,
    response: ExpireDelegationTokenResponse,
  },
  DescribeDelegationToken: {
    key: 41,
    name: 'DescribeDelegationToken',
    request: DescribeDelegationTokenRequest,
    response: DescribeDelegationTokenResponse,
  },
  AlterUserScramCredentials: {
    key: 51,
    name: 'AlterUserScramCredentials',
    request: AlterUserScramCredentialsRequest,
    response: AlterUserScramCredentialsResponse,
  },
  DescribeProducers: {
    key: 61,
    name: 'DescribeProducers',
    request: DescribeProducersRequest,
    response: DescribeProducersResponse,
  },
  DescribeTransactions: {
    key: 65,
    name: 'DescribeTransactions',
    request: DescribeTransactionsRequest,
    response: DescribeTransactionsResponse,
  },
  ListTransactions: {
    key: 66,
    name: 'ListTransactions',
    request: ListTransactionsRequest,
    response: ListTransactionsResponse,
  },
  GetTelemetrySubscriptions: {
    key: 71,
    name: 'GetTelemetrySubscriptions',
    request: GetTelemetrySubscriptionsRequest,
    response: GetTelemetrySubscriptionsResponse,
  },
  PushTelemetry: { key: 72, name: 'PushTelemetry', request: PushTelemetryRequest, response: PushTelemetryResponse },
  ShareGroupHeartbeat: {
    key: 76,
    name: 'ShareGroupHeartbeat',
    request: ShareGroupHeartbeatRequest,
    response: ShareGroupHeartbeatResponse,
  },
  ShareGroupDescribe: {
    key: 77,
    name: 'ShareGroupDescribe',
    request: ShareGroupDescribeRequest,
    response: ShareGroupDescribeResponse,
  },
  ShareFetch: { key: 78, name: 'ShareFetch', request: ShareFetchRequest, response: ShareFetchResponse },
  ShareAcknowledge: {
    key: 79,
    name: 'ShareAcknowledge',
    request: ShareAcknowledgeRequest,
    response: ShareAcknowledgeResponse,
  },
  InitializeShareGroupState: {
    key: 83,
    name: 'InitializeShareGroupState',
    request: InitializeShareGroupStateRequest,
    response: InitializeShareGroupStateResponse,
  },
  ReadShareGroupState: {
    key: 84,
    name: 'ReadShareGroupState',
    request: ReadShareGroupStateRequest,
    response: ReadShareGroupStateResponse,
  },
  WriteShareGroupState: {
    key: 85,
    name: 'WriteShareGroupState',
    request: WriteShareGroupStateRequest,
    response: WriteShareGroupStateResponse,
  },
  DeleteShareGroupState: {
    key: 86,
    name: 'DeleteShareGroupState',
    request: DeleteShareGroupStateRequest,
    response: DeleteShareGroupStateResponse,
  },
  ReadShareGroupStateSummary: {
    key: 87,
    name: 'ReadShareGroupStateSummary',
    request: ReadShareGroupStateSummaryRequest,
    response: ReadShareGroupStateSummaryResponse,
  },
  StreamsGroupHeartbeat: {
    key: 88,
    name: 'StreamsGroupHeartbeat',
    request: StreamsGroupHeartbeatRequest,
    response: StreamsGroupHeartbeatResponse,
  },
  StreamsGroupDescribe: {
    key: 89,
    name: 'StreamsGroupDescribe',
    request: StreamsGroupDescribeRequest,
    response: StreamsGroupDescribeResponse,
  },
  DescribeShareGroupOffsets: {
    key: 90,
    name: 'DescribeShareGroupOffsets',
    request: DescribeShareGroupOffsetsRequest,
    response: DescribeShareGroupOffsetsResponse,
  },
  AlterShareGroupOffsets: {
    key: 91,
    name: 'AlterShareGroupOffsets',
    request: AlterShareGroupOffsetsRequest,
    response: AlterShareGroupOffsetsResponse,
  },
  DeleteShareGroupOffsets: {
    key: 92,
    name: 'DeleteShareGroupOffsets',
    request: DeleteShareGroupOffsetsRequest,
    response: DeleteShareGroupOffsetsResponse,
  },
} as const satisfies { readonly [name: string]: Api }
