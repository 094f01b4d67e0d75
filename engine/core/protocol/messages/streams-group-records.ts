/** Records of __consumer_offsets. */
import { array, bigint64, type Infer, int8, int16, int32, int64, message, string, struct, uint16 } from '../schema.ts'

/** Key of coordinator record type 17. Versions 0, flexible none. */
export const StreamsGroupMetadataKey = message({
  name: 'StreamsGroupMetadataKey',
  apiKey: 17,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
  },
})
export type StreamsGroupMetadataKey = Infer<typeof StreamsGroupMetadataKey>

const streamsGroupMetadataValueLastAssignmentConfig = {
  key: string(),
  value: string(),
}

/** Value of coordinator record type 17. Versions 0, flexible 0+. */
export const StreamsGroupMetadataValue = message({
  name: 'StreamsGroupMetadataValue',
  apiKey: 17,
  versions: '0',
  flexible: '0+',
  fields: {
    epoch: int32(),
    metadataHash: bigint64(),
    validatedTopologyEpoch: int32({ tag: 0, default: -1 }),
    lastAssignmentConfigs: array(struct(streamsGroupMetadataValueLastAssignmentConfig), {
      nullable: '0+',
      tag: 1,
      default: null,
    }),
  },
})
export type StreamsGroupMetadataValue = Infer<typeof StreamsGroupMetadataValue>

/** Key of coordinator record type 19. Versions 0, flexible none. */
export const StreamsGroupMemberMetadataKey = message({
  name: 'StreamsGroupMemberMetadataKey',
  apiKey: 19,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
    memberId: string({ versions: '0' }),
  },
})
export type StreamsGroupMemberMetadataKey = Infer<typeof StreamsGroupMemberMetadataKey>

const streamsGroupMemberMetadataValueEndpoint = {
  host: string(),
  port: uint16(),
}

const streamsGroupMemberMetadataValueKeyValue = {
  key: string(),
  value: string(),
}

/** Value of coordinator record type 19. Versions 0, flexible 0+. */
export const StreamsGroupMemberMetadataValue = message({
  name: 'StreamsGroupMemberMetadataValue',
  apiKey: 19,
  versions: '0',
  flexible: '0+',
  fields: {
    instanceId: string({ nullable: '0+' }),
    rackId: string({ nullable: '0+' }),
    clientId: string(),
    clientHost: string(),
    rebalanceTimeoutMs: int32({ default: -1 }),
    topologyEpoch: int32(),
    processId: string(),
    userEndpoint: struct(streamsGroupMemberMetadataValueEndpoint, { nullable: '0+', default: null }),
    clientTags: array(struct(streamsGroupMemberMetadataValueKeyValue)),
  },
})
export type StreamsGroupMemberMetadataValue = Infer<typeof StreamsGroupMemberMetadataValue>

/** Key of coordinator record type 20. Versions 0, flexible none. */
export const StreamsGroupTargetAssignmentMetadataKey = message({
  name: 'StreamsGroupTargetAssignmentMetadataKey',
  apiKey: 20,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
  },
})
export type StreamsGroupTargetAssignmentMetadataKey = Infer<typeof StreamsGroupTargetAssignmentMetadataKey>

/** Value of coordinator record type 20. Versions 0, flexible 0+. */
export const StreamsGroupTargetAssignmentMetadataValue = message({
  name: 'StreamsGroupTargetAssignmentMetadataValue',
  apiKey: 20,
  versions: '0',
  flexible: '0+',
  fields: {
    assignmentEpoch: int32(),
    assignmentTimestamp: int64({ tag: 0, ignorable: true }),
  },
})
export type StreamsGroupTargetAssignmentMetadataValue = Infer<typeof StreamsGroupTargetAssignmentMetadataValue>

/** Key of coordinator record type 21. Versions 0, flexible none. */
export const StreamsGroupTargetAssignmentMemberKey = message({
  name: 'StreamsGroupTargetAssignmentMemberKey',
  apiKey: 21,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
    memberId: string({ versions: '0' }),
  },
})
export type StreamsGroupTargetAssignmentMemberKey = Infer<typeof StreamsGroupTargetAssignmentMemberKey>

const streamsGroupTargetAssignmentMemberValueTaskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
}

/** Value of coordinator record type 21. Versions 0, flexible 0+. */
export const StreamsGroupTargetAssignmentMemberValue = message({
  name: 'StreamsGroupTargetAssignmentMemberValue',
  apiKey: 21,
  versions: '0',
  flexible: '0+',
  fields: {
    activeTasks: array(struct(streamsGroupTargetAssignmentMemberValueTaskIds)),
    standbyTasks: array(struct(streamsGroupTargetAssignmentMemberValueTaskIds)),
    warmupTasks: array(struct(streamsGroupTargetAssignmentMemberValueTaskIds)),
  },
})
export type StreamsGroupTargetAssignmentMemberValue = Infer<typeof StreamsGroupTargetAssignmentMemberValue>

/** Key of coordinator record type 22. Versions 0, flexible none. */
export const StreamsGroupCurrentMemberAssignmentKey = message({
  name: 'StreamsGroupCurrentMemberAssignmentKey',
  apiKey: 22,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
    memberId: string({ versions: '0' }),
  },
})
export type StreamsGroupCurrentMemberAssignmentKey = Infer<typeof StreamsGroupCurrentMemberAssignmentKey>

const streamsGroupCurrentMemberAssignmentValueTaskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
  assignmentEpochs: array(int32(), { nullable: '0+', tag: 0, default: null }),
}

/** Value of coordinator record type 22. Versions 0, flexible 0+. */
export const StreamsGroupCurrentMemberAssignmentValue = message({
  name: 'StreamsGroupCurrentMemberAssignmentValue',
  apiKey: 22,
  versions: '0',
  flexible: '0+',
  fields: {
    memberEpoch: int32(),
    previousMemberEpoch: int32(),
    state: int8(),
    activeTasks: array(struct(streamsGroupCurrentMemberAssignmentValueTaskIds)),
    standbyTasks: array(struct(streamsGroupCurrentMemberAssignmentValueTaskIds)),
    warmupTasks: array(struct(streamsGroupCurrentMemberAssignmentValueTaskIds)),
    activeTasksPendingRevocation: array(struct(streamsGroupCurrentMemberAssignmentValueTaskIds)),
    standbyTasksPendingRevocation: array(struct(streamsGroupCurrentMemberAssignmentValueTaskIds)),
    warmupTasksPendingRevocation: array(struct(streamsGroupCurrentMemberAssignmentValueTaskIds)),
  },
})
export type StreamsGroupCurrentMemberAssignmentValue = Infer<typeof StreamsGroupCurrentMemberAssignmentValue>

/** Key of coordinator record type 23. Versions 0, flexible none. */
export const StreamsGroupTopologyKey = message({
  name: 'StreamsGroupTopologyKey',
  apiKey: 23,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
  },
})
export type StreamsGroupTopologyKey = Infer<typeof StreamsGroupTopologyKey>

const streamsGroupTopologyValueTopicConfig = {
  key: string(),
  value: string(),
}

const streamsGroupTopologyValueTopicInfo = {
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array(struct(streamsGroupTopologyValueTopicConfig)),
}

/** Value of coordinator record type 23. Versions 0, flexible 0+. */
export const StreamsGroupTopologyValue = message({
  name: 'StreamsGroupTopologyValue',
  apiKey: 23,
  versions: '0',
  flexible: '0+',
  fields: {
    epoch: int32(),
    subtopologies: array(
      struct({
        subtopologyId: string(),
        sourceTopics: array(string()),
        sourceTopicRegex: array(string()),
        stateChangelogTopics: array(struct(streamsGroupTopologyValueTopicInfo)),
        repartitionSinkTopics: array(string()),
        repartitionSourceTopics: array(struct(streamsGroupTopologyValueTopicInfo)),
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
})
export type StreamsGroupTopologyValue = Infer<typeof StreamsGroupTopologyValue>
