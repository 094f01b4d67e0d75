// Where a Chromium is: $CHROMIUM, an installed one, or Playwright's own.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of a browser's program, or undefined. */
export function findBrowser() {
  const candidates = [process.env.CHROMIUM, ...INSTALLED, playwrightsOwn()]
  return candidates.find((path) => path && existsSync(path))
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath()
  } catch {
    return undefined
  }
}
