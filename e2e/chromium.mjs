// The Chromium of the browser tests.
import { chromium } from 'playwright-core'
import { findBrowser } from '../scripts/browser.mjs'

/**
 * What Chromium has of its own that no page sees: with each page it draws the list that drops down from the address field,
 * two pages more, which cost the processor about as much as ours does until its brokers serve.
 */
const WITHOUT = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']
/** Chromium takes the last `--disable-features` alone: what Playwright has in its own, as far as it concerns pages that ask the network for nothing. */
const WITHOUT_AS_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
]

/** Flags for each Chromium that a test starts. */
export const FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  `--disable-features=${[...WITHOUT_AS_PLAYWRIGHT, ...WITHOUT].join(',')}`,
]

/** A Chromium, with these flags besides. */
export function launch(flags = []) {
  return chromium.launch({ executablePath: findBrowser(), args: [...FLAGS, ...flags] })
}
