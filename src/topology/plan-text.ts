import type { ClusterPlan } from '../cluster/plan.ts'
import { language } from '../session/settings.ts'
import { counted } from '../ui/counted.ts'

/** A plan in words. */
export function planText({ brokers, controllers }: ClusterPlan): string {
  const zh = language.value === 'zh'
  if (controllers > 0)
    return `${counted(brokers, 'broker')}${zh ? '，' : ', '}${counted(controllers, 'controller')}${zh ? '（独立）' : ' apart'}`
  if (brokers === 1) return zh ? '1 个节点' : '1 node'
  const extra = brokers > 3 ? (zh ? '，其中 3 个兼任控制器' : ', 3 of them controllers too') : ''
  return zh ? `${brokers} 个节点${extra}` : `${brokers} nodes${extra}`
}
