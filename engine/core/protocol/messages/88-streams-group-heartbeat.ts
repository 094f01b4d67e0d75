/** StreamsGroupHeartbeat (api key 88). */
import { array, bool, type Infer, int8, int16, int32, int64, message, string, struct, uint16 } from '../schema.ts'

const streamsGroupHeartbeatRequestKeyValue = {
  key: string(),
  value: string(),
}

const streamsGroupHeartbeatRequestTopicInfo = {
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array(struct(streamsGroupHeartbeatRequestKeyValue)),
}

const streamsGroupHeartbeatRequestEndpoint = {
  host: string(),
  port: uint16(),
}

const streamsGroupHeartbeatRequestTaskOffset = {
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
}

const streamsGroupHeartbeatRequestTaskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
}

/** Request of api key 88. Versions 0, flexible 0+. */
export const StreamsGroupHeartbeatRequest = message({
  name: 'StreamsGroupHeartbeatRequest',
  apiKey: 88,
  versions: '0',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    memberId: string(),
    memberEpoch: int32(),
    endpointInformationEpoch: int32(),
    instanceId: string({ nullable: '0+', default: null }),
    rackId: string({ nullable: '0+', default: null }),
    rebalanceTimeoutMs: int32({ default: -1 }),
    topology: struct(
      {
        epoch: int32(),
        subtopologies: array(
          struct({
            subtopologyId: string(),
            sourceTopics: array(string()),
            sourceTopicRegex: array(string()),
            stateChangelogTopics: array(struct(streamsGroupHeartbeatRequestTopicInfo)),
            repartitionSinkTopics: array(string()),
            repartitionSourceTopics: array(struct(streamsGroupHeartbeatRequestTopicInfo)),
            copartitionGroups: array(
              struct({
                sourceTopics: array(int16()),
                sourceTopicRegex: array(int16()),
                repartitionSourceTopics: array(int16()),
              }),
            ),
          }),
        ),
      },
      { nullable: '0+', default: null },
    ),
    activeTasks: array(struct(streamsGroupHeartbeatRequestTaskIds), { nullable: '0+', default: null }),
    standbyTasks: array(struct(streamsGroupHeartbeatRequestTaskIds), { nullable: '0+', default: null }),
    warmupTasks: array(struct(streamsGroupHeartbeatRequestTaskIds), { nullable: '0+', default: null }),
    processId: string({ nullable: '0+', default: null }),
    userEndpoint: struct(streamsGroupHeartbeatRequestEndpoint, { nullable: '0+', default: null }),
    clientTags: array(struct(streamsGroupHeartbeatRequestKeyValue), { nullable: '0+', default: null }),
    taskOffsets: array(struct(streamsGroupHeartbeatRequestTaskOffset), { nullable: '0+', default: null }),
    taskEndOffsets: array(struct(streamsGroupHeartbeatRequestTaskOffset), { nullable: '0+', default: null }),
    shutdownApplication: bool(),
  },
})
export type StreamsGroupHeartbeatRequest = Infer<typeof StreamsGroupHeartbeatRequest>

const streamsGroupHeartbeatResponseStatus = {
  statusCode: int8(),
  statusDetail: string(),
}

const streamsGroupHeartbeatResponseTopicPartition = {
  topic: string(),
  partitions: array(int32()),
}

const streamsGroupHeartbeatResponseTaskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
}

const streamsGroupHeartbeatResponseEndpoint = {
  host: string(),
  port: uint16(),
}

/** Answer of api key 88. Versions 0, flexible 0+. */
export const StreamsGroupHeartbeatResponse = message({
  name: 'StreamsGroupHeartbeatResponse',
  apiKey: 88,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', default: null }),
    memberId: string(),
    memberEpoch: int32(),
    heartbeatIntervalMs: int32(),
    acceptableRecoveryLag: int32(),
    taskOffsetIntervalMs: int32(),
    status: array(struct(streamsGroupHeartbeatResponseStatus), { nullable: '0+' }),
    activeTasks: array(struct(streamsGroupHeartbeatResponseTaskIds), { nullable: '0+', default: null }),
    standbyTasks: array(struct(streamsGroupHeartbeatResponseTaskIds), { nullable: '0+', default: null }),
    warmupTasks: array(struct(streamsGroupHeartbeatResponseTaskIds), { nullable: '0+', default: null }),
    endpointInformationEpoch: int32(),
    partitionsByUserEndpoint: array(
      struct({
        userEndpoint: struct(streamsGroupHeartbeatResponseEndpoint),
        activePartitions: array(struct(streamsGroupHeartbeatResponseTopicPartition)),
        standbyPartitions: array(struct(streamsGroupHeartbeatResponseTopicPartition)),
      }),
      { nullable: '0+', default: null },
    ),
  },
})
export type StreamsGroupHeartbeatResponse = Infer<typeof StreamsGroupHeartbeatResponse>
