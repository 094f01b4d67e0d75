import { type KeptBroker, NO_BROKER } from '../../engine/core/broker/kept-broker.ts'
import { NO_FAULTS } from '../cluster/faults.ts'
import { PLANS, samePlan } from '../cluster/plan.ts'
import { offsetHere, type SnapshotMachine } from '../cluster/snapshot-file.ts'
import type { PageHistory } from './history.ts'
import type { WholeMachine } from './history-host.ts'
import { clusterPlan } from './settings.ts'

type Snapshotted = WholeMachine & { readonly history: PageHistory }

/** The whole cluster as one file: disks, properties, the learner's files, the clock. Rejects with the reason. */
export function saveSnapshot({ history, terminal }: Snapshotted): Promise<Uint8Array> {
  return history.atMoment((id, { servers, plan, time }) => {
    const { wallOffsetMs } = time
    const epochs = new Map([...servers].map(([nodeId, { brokerEpoch }]) => [nodeId, brokerEpoch]))
    return terminal.api.packMoment(id, { epochs, plan, wall: Date.now() + wallOffsetMs, wallOffsetMs })
  })
}

/** What is in a snapshot beside files. Rejects with the reason when this page cannot open it. */
export async function lookAtSnapshot(
  {
    terminal,
  }: { readonly terminal: { readonly api: { lookAtSnapshot(bytes: Uint8Array): Promise<SnapshotMachine> } } },
  bytes: Uint8Array,
): Promise<SnapshotMachine> {
  const machine = await terminal.api.lookAtSnapshot(bytes)
  const { brokers, controllers } = machine.plan
  if (PLANS.some((plan) => samePlan(plan, machine.plan))) return machine
  throw new Error(
    `This page cannot open the snapshot: it runs no ${brokers} brokers with ${controllers} controllers of their own.`,
  )
}

/**
 * Makes the cluster that of a snapshot; resolves when its brokers serve. Rejects with the reason, and then everything is as
 * it was. The step that led here is the caller's to record.
 */
export async function openSnapshot(page: Snapshotted, bytes: Uint8Array): Promise<void> {
  const machine = await lookAtSnapshot(page, bytes)
  await page.history.replaceAll(async () => {
    page.problem.value = null
    page.processes.killAll()
    page.inspector.forget()
    page.faults.restore(NO_FAULTS)
    const wallOffsetMs = Math.max(offsetHere(machine, Date.now()), 0)
    page.time.restore({ rate: 1, wallOffsetMs })
    await page.terminal.api.unpackSnapshot(bytes)
    clusterPlan.value = machine.plan
    page.brokers.value = []
    // Its logs are recovered: the file may come from anywhere.
    const servers = machine.brokers.map(({ properties, brokerEpoch }): [number, KeptBroker] => {
      const nodeId = Number(new Map(properties).get('node.id'))
      return [nodeId, { ...NO_BROKER, brokerEpoch }]
    })
    await page.processes.resuming(new Map(servers), () => page.terminal.api.launchSnapshot(machine))
    page.inspector.poke()
  })
}
