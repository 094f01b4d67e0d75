// Opens every view in every state that tells something, takes its picture and runs axe over it: pictures to be looked at one by one.
// `[DIST=folder] node e2e/looks/looks.mjs [part of a name …] [--out DIR] [--widths 390,1280,2560] [--themes light,dark] [--languages en,zh] [--no-axe]`
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findBrowser } from '../../scripts/browser.mjs'
import { serve } from '../../scripts/serve.mjs'
import { SCENES } from './states.mjs'
import { dress, flaws, violations, visit } from './visit.mjs'

const args = process.argv.slice(2)
const root = join(import.meta.dirname, '../..')
const out = option('--out') ?? join(root, '.cache/looks')
const widths = (option('--widths') ?? '390,1280,2560').split(',').map(Number)
const themes = (option('--themes') ?? 'light,dark').split(',')
const languages = (option('--languages') ?? 'en,zh').split(',')
const withAxe = !flag('--no-axe')
const ZH_WIDTH = 390

mkdirSync(out, { recursive: true })
const site = await serve(process.env.DIST ?? join(root, 'dist'), 0)
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
let taken = 0
const problems = []
for (const scene of SCENES) {
  const isWanted = ({ name }) => args.length === 0 || args.some((word) => `${scene.name} ${name}`.includes(word))
  if (!scene.states.some(isWanted)) continue
  const began = Date.now()
  try {
    await visit(scene, { browser, url: site.url, isWanted }, (page, state) => look(page, scene, state))
  } catch (error) {
    tell(
      `${scene.name}: ${String(error.stack ?? error)
        .split('\n')
        .slice(0, 8)
        .join('\n   ')}`,
    )
  }
  console.log(`${scene.name}: ${Math.round((Date.now() - began) / 1000)} s`)
}
await browser.close()
await site.close()
console.log(`\n${taken} pictures in ${out}, ${problems.length} problems`)
process.exit(problems.length > 0 ? 1 : 0)

async function look(page, scene, state) {
  const looks = [
    ...(languages.includes('en') ? widths.flatMap((width) => themes.map((theme) => ({ width, theme }))) : []),
    ...(state.zh && languages.includes('zh') ? [{ width: ZH_WIDTH, theme: themes[0], language: 'zh' }] : []),
  ]
  for (const one of looks) {
    await dress(page, state, one)
    await state.show?.(page)
    await page.waitForTimeout(250)
    const name = [scene.name, state.name, one.width, one.language, one.theme].filter(Boolean).join('-')
    await page.screenshot({ path: join(out, `${name}.png`) })
    taken++
    for (const flaw of await flaws(page)) tell(`${name}: ${flaw}`)
    if (withAxe) for (const found of await violations(page)) tell(`${name}: axe ${found}`)
    await state.hide?.(page)
  }
  await dress(page, state, { width: 1280, theme: 'light' })
}

function tell(problem) {
  problems.push(problem)
  console.log(problem)
}

function option(name) {
  const at = args.indexOf(name)
  return at >= 0 ? args.splice(at, 2)[1] : undefined
}

function flag(name) {
  const at = args.indexOf(name)
  if (at >= 0) args.splice(at, 1)
  return at >= 0
}
