/** Ways from one view to what belongs to it in another. */
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import {
  type RequestId,
  type RequestsOf,
  shownGroup,
  shownLog,
  shownPartition,
  shownRequest,
  shownRequests,
  wantedRecord,
} from './selection.ts'
import { maximised, type StageView, shownPane, stageView } from './settings.ts'

/** Brings a view to the front, whatever fills the page; the keyboard is in it then. */
export function showView(view: StageView): void {
  if (maximised.value === 'terminal') maximised.value = null
  shownPane.value = 'stage'
  stageView.value = view
  requestAnimationFrame(() => document.getElementById(`stage-${view}`)?.focus())
}

/** A partition's log, at its end. */
export function showPartition(partition: TopicPartition): void {
  shownPartition.value = partition
  showView('log')
}

/** A record where it lies in its log. */
export function showRecord({ topic, partition }: TopicPartition, offset: number): void {
  shownPartition.value = { topic, partition }
  wantedRecord.value = { topic, partition, offset }
  showView('log')
}

/** What a program asked brokers for. */
export function showRequests(of: RequestsOf): void {
  shownRequests.value = of
  shownRequest.value = null
  showView('wire')
}

/** One request, taken apart. */
export function showRequest(request: RequestId): void {
  shownRequests.value = null
  shownRequest.value = request
  showView('wire')
}

export function showGroup(id: string): void {
  shownGroup.value = id
  showView('groups')
}

/** What a node logged. */
export function showServerLog(nodeId: number): void {
  shownLog.value = nodeId
  showView('cluster')
}
