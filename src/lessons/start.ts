import type { Admin } from '../../engine/core/client/admin.ts'
import { Errors } from '../../engine/core/protocol/errors.ts'
import { type ClusterPlan, THREE_NODES } from '../cluster/plan.ts'

/** A topic that is there when a lesson begins. */
export interface StartTopic {
  readonly partitions?: number
  readonly replicationFactor?: number
  /** Replica ids of each partition, the preferred leader first, instead of the two numbers. */
  readonly assignment?: readonly (readonly number[])[]
  readonly configs?: { readonly [name: string]: string | number | boolean }
}

/** What a lesson begins with: `inherit`, whatever is there, or nodes of its own choice. */
export type LessonStart = 'inherit' | DeclaredStart

export interface DeclaredStart {
  readonly brokers: number
  /** Controllers that are processes of their own; 0 when left out: brokers are controllers too. */
  readonly controllers?: number
  readonly topics?: { readonly [name: string]: StartTopic }
}

/** The nodes that a lesson asks for; for one that asks for none, the page's own choice. */
export function planOf(start: LessonStart): ClusterPlan {
  return start === 'inherit' ? THREE_NODES : { brokers: start.brokers, controllers: start.controllers ?? 0 }
}

/** Makes the lesson's topics that are not there. Rejects when one cannot be made. */
export async function makeTopics(admin: Admin, start: LessonStart): Promise<void> {
  const wanted = start === 'inherit' ? [] : Object.entries(start.topics ?? {})
  if (wanted.length === 0) return
  const made = await admin.createTopics(wanted.map(([name, topic]) => ({ name, ...newTopic(topic) }))).outcomes()
  for (const { error } of made.values()) if (error && error.code !== Errors.TOPIC_ALREADY_EXISTS) throw error
}

function newTopic({ partitions, replicationFactor, assignment, configs = {} }: StartTopic) {
  const texts = Object.fromEntries(Object.entries(configs).map(([name, value]) => [name, String(value)]))
  const how = assignment
    ? { replicasAssignments: new Map(assignment.map((replicas, i) => [i, replicas])) }
    : { numPartitions: partitions ?? -1, replicationFactor: replicationFactor ?? -1 }
  return { ...how, configs: texts }
}
