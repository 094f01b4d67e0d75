import { Download, Ellipsis, Upload } from 'lucide'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { pickFile, saveFile } from '../ui/files.ts'
import { Menu } from '../ui/menu.tsx'
import { t } from '../ui/strings.ts'

/** What is done to the whole cluster, and seldom. */
export function MoreMenu({ page }: { page: Page }) {
  return <Menu icon={Ellipsis} label={t('snapshots')} items={snapshotItems(page)} />
}

/** Saving and opening snapshots, by name. */
export function snapshotItems(page: Page) {
  return [
    { text: t('Save snapshot …'), icon: Download, run: () => void told(page, save(page)) },
    { text: t('Open snapshot …'), icon: Upload, run: () => void told(page, pick(page)) },
  ]
}

async function told(page: Page, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    page.problem.value = language.value === 'zh' ? `快照：${why}` : why
  }
}

async function save(page: Page): Promise<void> {
  const bytes = await page.saveSnapshot()
  saveFile(`logbook-${new Date(page.time.wall()).toISOString().slice(0, 10)}.zip`, 'application/zip', bytes)
}

async function pick(page: Page): Promise<void> {
  const file = await pickFile('.zip')
  if (file) await page.openSnapshot(new Uint8Array(await file.arrayBuffer()))
}
