import type { HistoryHost } from './history.ts'
import type { Page } from './page.ts'
import { clusterPlan } from './settings.ts'

/** Remembers and brings back the whole page: cluster, clock, faults, terminals, and what the lesson knows of the past. */
export function historyHost(page: Page): HistoryHost {
  return {
    async keep(id) {
      const epochs = await page.processes.whileHeld(() => page.terminal.api.keepMoment(id))
      return {
        epochs,
        plan: clusterPlan.value,
        time: page.time.setting.value,
        faults: page.faults.keep(),
        nodes: page.brokers.value.map(({ nodeId }) => nodeId),
        lesson: page.lesson.keepPast(),
      }
    },
    async putBack(id, { epochs, plan, time, faults, nodes, lesson }) {
      page.problem.value = null
      page.processes.killAll()
      page.inspector.forget()
      page.faults.restore({ links: faults.links, disks: new Map() })
      page.time.restore(time)
      await page.terminal.api.putBack(id)
      clusterPlan.value = plan
      page.brokers.value = page.brokers.value.filter(({ nodeId }) => nodes.includes(nodeId))
      try {
        await page.processes.resuming(epochs, async () => {
          for (const frozen of await page.terminal.api.relaunch(id)) await page.terminal.api.signalNode(frozen, 'STOP')
        })
      } catch (error) {
        page.problem.value = error instanceof Error ? error.message : String(error)
      }
      page.faults.restore(faults)
      lesson()
      page.inspector.poke()
    },
    forget: (ids) => page.terminal.api.forgetMoments(ids),
  }
}
