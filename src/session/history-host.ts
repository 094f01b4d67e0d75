import type { Signal } from '@preact/signals'
import { type ClusterFaults, NO_FAULTS } from '../cluster/faults.ts'
import type { Inspector } from '../cluster/inspector.ts'
import type { BrokerProcess, BrokerProcesses } from '../cluster/processes.ts'
import type { ClusterTime } from '../cluster/time.ts'
import type { LessonSession } from '../lessons/lesson-session.ts'
import type { TerminalClient } from '../terminal/terminal-client.ts'
import type { HistoryHost } from './history.ts'
import { clusterPlan, type LocalText } from './settings.ts'

/** The parts of the page that go back to another moment. */
export interface WholeMachine {
  readonly processes: BrokerProcesses
  readonly terminal: TerminalClient
  readonly time: ClusterTime
  readonly faults: ClusterFaults
  readonly inspector: Inspector
  readonly lesson: LessonSession
  readonly brokers: Signal<readonly BrokerProcess[]>
  readonly problem: Signal<string | LocalText | null>
}

/** Remembers and brings back the whole page: cluster, clock, faults, terminals, and what the lesson knows of the past. */
export function historyHost(page: WholeMachine): HistoryHost {
  return {
    async keep(id) {
      const servers = await page.processes.whileHeld(() => page.terminal.api.keepMoment(id))
      return {
        servers,
        plan: clusterPlan.value,
        time: page.time.setting.value,
        faults: page.faults.keep(),
        nodes: page.brokers.value.map(({ nodeId }) => nodeId),
        lesson: page.lesson.keepPast(),
      }
    },
    async putBack(id, { servers, plan, time, faults, nodes, lesson }) {
      page.problem.value = null
      page.processes.killAll()
      page.inspector.forget()
      page.faults.restore({ ...NO_FAULTS, links: faults.links })
      page.time.restore(time)
      await page.terminal.api.putBack(id)
      clusterPlan.value = plan
      page.brokers.value = page.brokers.value.filter(({ nodeId }) => nodes.includes(nodeId))
      try {
        await page.processes.resuming(servers, () => page.terminal.api.relaunch(id))
      } catch (error) {
        page.problem.value = error instanceof Error ? error.message : String(error)
      }
      page.faults.restore(faults)
      lesson()
      page.inspector.poke()
    },
    forget: (ids) => page.terminal.api.forgetMoments(ids),
    lose: () => page.terminal.api.loseMoments(),
  }
}
