// Installs what is missing: packages, and with --browser a Chromium for the browser tests.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from './browser.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Logbook needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  return status === 0
}

/** The lock file is newer than what is installed, or nothing is installed. */
function packagesMissing() {
  const marker = join('node_modules', '.package-lock.json')
  return !existsSync(marker) || statSync(marker).mtimeMs < statSync('package-lock.json').mtimeMs
}

if (packagesMissing() && !run('npm', ['ci', '--no-audit', '--no-fund'])) process.exit(1)

/** Playwright's own browser, or else Debian's package. */
function installBrowser() {
  const playwright = join('node_modules', 'playwright-core', 'cli.js')
  if (run(process.execPath, [playwright, 'install', 'chromium-headless-shell', 'chromium']) && findBrowser())
    return true
  const isDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0
  if (!isDebian) return false
  console.log(`Installing Chromium from ${readFileSync('/etc/debian_version', 'utf8').trim()} packages.`)
  return run('apt-get', ['update']) && run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
}

if (process.argv.includes('--browser') && !findBrowser() && !(installBrowser() && findBrowser())) {
  console.error('No browser for the tests: install Chromium and set CHROMIUM to its path.')
  process.exit(1)
}
