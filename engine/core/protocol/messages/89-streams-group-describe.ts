/** StreamsGroupDescribe (api key 89). */
import { array, bool, type Infer, int16, int32, int64, message, string, struct, uint16 } from '../schema.ts'

/** Request of api key 89. Versions 0, flexible 0+. */
export const StreamsGroupDescribeRequest = message({
  name: 'StreamsGroupDescribeRequest',
  apiKey: 89,
  versions: '0',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupIds: array(string()),
    includeAuthorizedOperations: bool(),
  },
})
export type StreamsGroupDescribeRequest = Infer<typeof StreamsGroupDescribeRequest>

const streamsGroupDescribeResponseEndpoint = {
  host: string(),
  port: uint16(),
}

const streamsGroupDescribeResponseTaskOffset = {
  subtopologyId: string(),
  partition: int32(),
  offset: int64(),
}

const streamsGroupDescribeResponseTaskIds = {
  subtopologyId: string(),
  partitions: array(int32()),
}

const streamsGroupDescribeResponseAssignment = {
  activeTasks: array(struct(streamsGroupDescribeResponseTaskIds)),
  standbyTasks: array(struct(streamsGroupDescribeResponseTaskIds)),
  warmupTasks: array(struct(streamsGroupDescribeResponseTaskIds)),
}

const streamsGroupDescribeResponseKeyValue = {
  key: string(),
  value: string(),
}

const streamsGroupDescribeResponseTopicInfo = {
  name: string(),
  partitions: int32(),
  replicationFactor: int16(),
  topicConfigs: array(struct(streamsGroupDescribeResponseKeyValue)),
}

/** Answer of api key 89. Versions 0, flexible 0+. */
export const StreamsGroupDescribeResponse = message({
  name: 'StreamsGroupDescribeResponse',
  apiKey: 89,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    groups: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+', default: null }),
        groupId: string(),
        groupState: string(),
        groupEpoch: int32(),
        assignmentEpoch: int32(),
        topology: struct(
          {
            epoch: int32(),
            subtopologies: array(
              struct({
                subtopologyId: string(),
                sourceTopics: array(string()),
                repartitionSinkTopics: array(string()),
                stateChangelogTopics: array(struct(streamsGroupDescribeResponseTopicInfo)),
                repartitionSourceTopics: array(struct(streamsGroupDescribeResponseTopicInfo)),
              }),
              { nullable: '0+', default: null },
            ),
          },
          { nullable: '0+', default: null },
        ),
        members: array(
          struct({
            memberId: string(),
            memberEpoch: int32(),
            instanceId: string({ nullable: '0+', default: null }),
            rackId: string({ nullable: '0+', default: null }),
            clientId: string(),
            clientHost: string(),
            topologyEpoch: int32(),
            processId: string(),
            userEndpoint: struct(streamsGroupDescribeResponseEndpoint, { nullable: '0+', default: null }),
            clientTags: array(struct(streamsGroupDescribeResponseKeyValue)),
            taskOffsets: array(struct(streamsGroupDescribeResponseTaskOffset)),
            taskEndOffsets: array(struct(streamsGroupDescribeResponseTaskOffset)),
            assignment: struct(streamsGroupDescribeResponseAssignment),
            targetAssignment: struct(streamsGroupDescribeResponseAssignment),
            isClassic: bool(),
          }),
        ),
        authorizedOperations: int32({ default: -2147483648 }),
      }),
    ),
  },
})
export type StreamsGroupDescribeResponse = Infer<typeof StreamsGroupDescribeResponse>
