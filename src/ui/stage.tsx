import type { Page } from '../session/page.ts'
import { type StageView, stageView } from '../session/settings.ts'
import { Maximise } from '../terminal/terminal-pane.tsx'
import { ClusterView } from '../topology/cluster-view.tsx'
import { lazy } from './lazy.tsx'
import { t } from './strings.ts'
import { Tabs } from './tabs.tsx'

const LogView = lazy(async () => (await import('../log-view/log-view.tsx')).LogView)
const GroupsView = lazy(async () => (await import('../groups/groups-view.tsx')).GroupsView)
const WireView = lazy(async () => (await import('../wire-tap/wire-view.tsx')).WireView)
const FilesView = lazy(async () => (await import('../files/files-view.tsx')).FilesView)
const MetricsView = lazy(async () => (await import('../metrics/metrics-view.tsx')).MetricsView)
const JumpReport = lazy(async () => (await import('../topology/jump-report.tsx')).JumpReport)
const VIEWS = {
  cluster: ClusterView,
  log: LogView,
  groups: GroupsView,
  wire: WireView,
  files: FilesView,
  metrics: MetricsView,
} as const
const TITLES = {
  cluster: 'Cluster',
  log: 'Log',
  groups: 'Groups',
  wire: 'Wire',
  files: 'Files',
  metrics: 'Metrics',
} as const

/** Fetches the code of all views, one after the other, so that the first sight of one waits for nothing. */
export async function fetchViews(): Promise<void> {
  for (const view of [LogView, GroupsView, WireView, FilesView, MetricsView]) await view.fetch()
}

/** One picture of the same truth a tab. */
export function Stage({ page }: { page: Page }) {
  const selected = stageView.value
  const View = VIEWS[selected]
  const tabs = (Object.keys(VIEWS) as StageView[]).map((id) => ({ id, title: t(TITLES[id]) }))
  const select = (id: StageView) => {
    stageView.value = id
  }
  return (
    <section class="stage" id="pane-stage" aria-label={t('stage')}>
      <Tabs label={t('views')} tabs={tabs} selected={selected} onSelect={select} panels="stage">
        <span class="grow" />
        <Maximise pane="stage" />
      </Tabs>
      <div class="over-view">{page.clock.jump.value && <JumpReport page={page} />}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, so the keyboard must reach it */}
      <div class="view" role="tabpanel" id={`stage-${selected}`} aria-labelledby={`stage-tab-${selected}`} tabIndex={0}>
        <h2 class="visually-hidden">{t(TITLES[selected])}</h2>
        <View page={page} />
      </div>
    </section>
  )
}
