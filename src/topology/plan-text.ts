import type { ClusterPlan } from '../cluster/plan.ts'
import { language } from '../session/settings.ts'

/** A plan in words. */
export function planText({ brokers, controllers }: ClusterPlan): string {
  const zh = language.value === 'zh'
  if (controllers > 0)
    return zh
      ? `${brokers} 个 broker，${controllers} 个独立控制器`
      : `${brokers} brokers, ${controllers} controllers apart`
  if (brokers === 1) return zh ? '1 个节点' : '1 node'
  const extra = brokers > 3 ? (zh ? '，其中 3 个兼任控制器' : ', 3 of them controllers too') : ''
  return zh ? `${brokers} 个节点${extra}` : `${brokers} nodes${extra}`
}
