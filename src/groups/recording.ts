import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import { Heartbeats } from './heartbeats.ts'
import { LagLog } from './lag-log.ts'
import { LATEST_MINUTE, shownTime } from './shown-time.ts'

/** What the Groups view shows and nobody tells afterwards; noted from the page's start on. */
export interface Recording {
  readonly heartbeats: Heartbeats
  readonly lag: LagLog
}

const recordings = new WeakMap<Page, Recording>()

/** The page's recording, which begins when it is first asked for. */
export function recordingOf(page: Page): Recording {
  const recording = recordings.get(page) ?? begun(page)
  recordings.set(page, recording)
  return recording
}

function begun({ wire, processes, time, inspector }: Page): Recording {
  const heartbeats = new Heartbeats(
    wire,
    (nodeId, id) => processes.framesOf(nodeId, id),
    () => time.monotonic(),
  )
  const lag = new LagLog()
  const forget = () => {
    lag.forget()
    heartbeats.forget()
    shownTime.value = LATEST_MINUTE
  }
  /** Empty: another cluster comes, or the same as it was before. */
  const read = (state: ClusterState) => (state === EMPTY_STATE ? forget() : lag.read(state, time.monotonic()))
  read(inspector.state.peek())
  inspector.watch(read)
  return { heartbeats, lag }
}
