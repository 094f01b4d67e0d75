import { CircleHelp, Download, Languages, Moon, Pause, Play, Sun, Upload } from 'lucide'
import type { Page } from '../session/page.ts'
import { language, theme } from '../session/settings.ts'
import { pickFile, saveFile } from '../ui/files.ts'
import type { MenuItem } from '../ui/menu-item.ts'
import { MenuList } from '../ui/menu-list.tsx'
import { t } from '../ui/strings.ts'

/** The lines of the menu {@link MoreMenu}. */
export function MoreList({ page, close }: { page: Page; close: () => void }) {
  const items = [...snapshotItems(page), ...(isBarWhole() ? [] : barItems(page))]
  return <MenuList label={t('more')} items={items} close={close} />
}

/** Saving and opening snapshots, by name. */
export function snapshotItems(page: Page) {
  return [
    { text: t('Save snapshot …'), icon: Download, run: () => void told(page, save(page)) },
    { text: t('Open snapshot …'), icon: Upload, run: () => void told(page, pick(page)) },
  ]
}

/** On a narrow screen and in a frame the bar shows none of its last buttons. */
function isBarWhole(): boolean {
  return document.querySelector('.top > button')?.getClientRects().length !== 0
}

function barItems(page: Page): MenuItem[] {
  const isStill = page.time.setting.value.rate === 0
  const isDark = theme.value === 'dark'
  const isEnglish = language.value === 'en'
  return [
    {
      text: isStill ? t('let time run') : t('stop time'),
      icon: isStill ? Play : Pause,
      run: () => page.clock.pause(!isStill),
    },
    {
      text: isEnglish ? t('switch to Chinese') : t('switch to English'),
      icon: Languages,
      run: () => void (language.value = isEnglish ? 'zh' : 'en'),
    },
    {
      text: isDark ? t('light theme') : t('dark theme'),
      icon: isDark ? Sun : Moon,
      run: () => void (theme.value = isDark ? 'light' : 'dark'),
    },
    { text: t('Keyboard help'), icon: CircleHelp, run: () => void (page.helpShown.value = true) },
  ]
}

async function told(page: Page, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const { snapshotReason } = await import('../session/snapshot-words.ts')
    page.problem.value = () => snapshotReason(why)
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
