import { parseRule, RuleError } from '../../engine/core/faults/rule.ts'
import { type ClusterPlan, PLANS, samePlan } from '../cluster/plan.ts'
import { fields, isMap, list, mapOf, oneOf, type Shape, scalar, whole } from './shape.ts'
import { type DeclaredStart, planOf } from './start.ts'

const DECLARED = fields({
  brokers: { shape: whole, required: true },
  controllers: { shape: whole },
  topics: {
    shape: mapOf(
      fields({
        partitions: { shape: whole },
        replicationFactor: { shape: whole },
        assignment: { shape: list(list(whole)) },
        configs: { shape: mapOf(scalar) },
      }),
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
