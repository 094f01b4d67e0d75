import { parseRule, RuleError } from '../../engine/core/faults/rule.ts'
import { type ClusterPlan, PLANS, samePlan } from '../cluster/plan.ts'
import { fields, isMap, list, mapOf, oneOf, type Shape, setting, whole } from './shape.ts'
import { type DeclaredStart, planOf } from './start.ts'

/** What a lesson may ask of the page before its learner has done anything. */
const MOST_TOPICS = 20
const MOST_PARTITIONS = 1000

const partitions: Shape = (value, path, report) => {
  whole(value, path, report)
  if (Number(value) > MOST_PARTITIONS) report(path, `a topic has at most ${MOST_PARTITIONS} partitions here`)
}

const assignment: Shape = (value, path, report) => {
  list(list(whole))(value, path, report)
  if (Array.isArray(value)) partitions(value.length, path, report)
}

/** So many names at most, each with a value of the shape. */
function atMost(most: number, of: Shape): Shape {
  return (value, path, report) => {
    mapOf(of)(value, path, report)
    const extra = isMap(value) ? Object.keys(value)[most] : undefined
    if (extra !== undefined) report([...path, extra], `a lesson begins with at most ${most} topics`, 'key')
  }
}

/** The shape, and no more partitions in all topics than a lesson may ask for; they are counted as they are written. */
function boundedTogether(of: Shape): Shape {
  return (value, path, report) => {
    of(value, path, report)
    let sum = 0
    for (const [name, topic] of isMap(value) ? Object.entries(value) : []) {
      const before = sum
      sum += partitionsOf(topic)
      if (before <= MOST_PARTITIONS && sum > MOST_PARTITIONS && before > 0) report([...path, name], TOGETHER, 'key')
    }
  }
}

const TOGETHER = `a lesson begins with at most ${MOST_PARTITIONS} partitions, of all topics together`

/** How many a topic asks for; one that says nothing gets one. */
function partitionsOf(topic: unknown): number {
  if (!isMap(topic)) return 1
  const { partitions, assignment } = topic
  return Array.isArray(assignment) ? assignment.length : Math.max(1, Number(partitions) || 1)
}

const DECLARED = fields({
  brokers: { shape: whole, required: true },
  controllers: { shape: whole },
  topics: {
    shape: boundedTogether(
      atMost(
        MOST_TOPICS,
        fields({
          partitions: { shape: partitions },
          replicationFactor: { shape: whole },
          assignment: { shape: assignment },
          configs: { shape: mapOf(setting) },
        }),
      ),
    ),
  },
})

/** The front matter's `start`. */
export const START: Shape = (value, path, report) => {
  if (!isMap(value)) return oneOf('inherit')(value, path, report)
  let wrong = false
  DECLARED(value, path, (...fault) => {
    wrong = true
    report(...fault)
  })
  const start = value as unknown as DeclaredStart
  if (wrong || PLANS.some((plan) => samePlan(plan, planOf(start)))) return
  report([...path, 'brokers'], `the page has no such set of nodes; it has ${PLANS.map(planText).join('; ')}`)
}

/** A fault at a protocol point, in the words of `fault add`. */
export const FAULT: Shape = (value, path, report) => {
  try {
    parseRule(String(value).trim().split(/\s+/))
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    report(path, error.message)
  }
}

const planText = ({ brokers, controllers }: ClusterPlan) => `brokers: ${brokers}, controllers: ${controllers}`
