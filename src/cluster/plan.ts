/** Which nodes the page runs. */
export interface ClusterPlan {
  readonly brokers: number
  /** Controllers that are processes of their own; 0: brokers are controllers too. */
  readonly controllers: number
}

export const ONE_NODE: ClusterPlan = { brokers: 1, controllers: 0 }
/** Three nodes that are broker and controller at once, on 9092, 9093 and 9094. */
export const THREE_NODES: ClusterPlan = { brokers: 3, controllers: 0 }

/** Plans for which there are properties files. */
export const PLANS: readonly ClusterPlan[] = [
  THREE_NODES,
  ONE_NODE,
  { brokers: 5, controllers: 0 },
  { brokers: 3, controllers: 3 },
]

const CONFIG = '/home/learner/kafka/config'

/** The properties files of a plan's nodes, by node id. */
export function configPaths({ brokers, controllers }: ClusterPlan): ReadonlyMap<number, string> {
  if (brokers === 1 && controllers === 0) return new Map([[1, `${CONFIG}/server.properties`]])
  const name = controllers === 0 ? 'server' : 'broker'
  const ids = Array.from({ length: brokers }, (_, i) => i + 1)
  const separate = Array.from({ length: controllers }, (_, i) => brokers + 1 + i)
  return new Map([
    ...ids.map((id) => [id, `${CONFIG}/${name}-${id}.properties`] as const),
    ...separate.map((id) => [id, `${CONFIG}/controller-${id}.properties`] as const),
  ])
}

/** Whether two plans are the same. */
export function samePlan(a: ClusterPlan, b: ClusterPlan): boolean {
  return a.brokers === b.brokers && a.controllers === b.controllers
}
