import { FilesView } from '../files/files-view.tsx'
import { LogView } from '../log-view/log-view.tsx'
import type { Page } from '../session/page.ts'
import { type StageView, stageView } from '../session/settings.ts'
import { Maximise } from '../terminal/terminal-pane.tsx'
import { ClusterView } from '../topology/cluster-view.tsx'
import { WireView } from '../wire-tap/wire-view.tsx'
import { t } from './strings.ts'
import { Tabs } from './tabs.tsx'

const VIEWS = { cluster: ClusterView, log: LogView, wire: WireView, files: FilesView } as const
const TITLES = { cluster: 'Cluster', log: 'Log', wire: 'Wire', files: 'Files' } as const

/** One picture of the same truth a tab. */
export function Stage({ page }: { page: Page }) {
  const selected = stageView.value
  const View = VIEWS[selected]
  const tabs = (Object.keys(VIEWS) as StageView[]).map((id) => ({ id, title: t(TITLES[id]) }))
  const select = (id: StageView) => {
    stageView.value = id
  }
  return (
    <section class="stage" aria-label={t('stage')}>
      <Tabs label={t('views')} tabs={tabs} selected={selected} onSelect={select} panels="stage">
        <span class="grow" />
        <Maximise pane="stage" />
      </Tabs>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, so the keyboard must reach it */}
      <div class="view" role="tabpanel" id={`stage-${selected}`} aria-labelledby={`stage-tab-${selected}`} tabIndex={0}>
        <View page={page} />
      </div>
    </section>
  )
}
