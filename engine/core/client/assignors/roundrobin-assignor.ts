/** `roundrobin`: all partitions of all topics in order, dealt to members in turn. */
import type { AssignableTopics, ConsumerPartitionAssignor, GroupAssignment, MemberSubscription } from './assignor.ts'
import { compareMembers, compareText } from './member-order.ts'

export class RoundRobinAssignor implements ConsumerPartitionAssignor {
  readonly name = 'roundrobin'
  readonly supportedProtocols = ['EAGER'] as const

  subscriptionUserData(): null {
    return null
  }

  onAssignment(): void {}

  assign(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>): GroupAssignment {
    const assignment: GroupAssignment = new Map([...members.keys()].map((id) => [id, []]))
    const order = [...members]
      .map(([id, { groupInstanceId, rackId }]) => ({ id, groupInstanceId, rackId }))
      .sort(compareMembers)
    const subscribed = new Set([...members.values()].flatMap((member) => member.topics))
    let turn = 0
    for (const topic of [...subscribed].sort(compareText)) {
      const count = topics.get(topic)?.partitionCount ?? 0
      for (let partition = 0; partition < count; partition++) {
        while (!members.get((order[turn % order.length] as { id: string }).id)?.topics.includes(topic)) turn++
        const member = (order[turn++ % order.length] as { id: string }).id
        assignment.get(member)?.push({ topic, partition })
      }
    }
    return assignment
  }
}
