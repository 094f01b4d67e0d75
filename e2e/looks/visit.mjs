// Goes through the states of a scene, and shows each in the sizes, themes and languages that are wanted.
import { AxeBuilder } from '@axe-core/playwright'
import { served } from '../helpers.mjs'

/** Heights that go with the widths of screens. */
const HEIGHTS = { 360: 740, 390: 844, 1280: 800, 1440: 900, 2560: 1440, 3840: 2160 }
const NARROW = 860

/** Opens a scene's page in a context of its own, and calls `each` for every state once it is reached. */
export async function visit(scene, { browser, url, motion = false, isWanted = () => true }, each) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    reducedMotion: motion ? 'no-preference' : 'reduce',
    serviceWorkers: 'block',
  })
  context.setDefaultTimeout(30_000)
  try {
    const page = await context.newPage()
    await scene.before?.({ page, context, url })
    await page.goto(`${url}${scene.query ?? ''}`)
    if (scene.serves === false) await page.locator('main').waitFor()
    else await served(page)
    await scene.prepare?.({ page, context, url })
    const last = scene.states.findLastIndex(isWanted)
    for (const [i, state] of scene.states.entries()) {
      if (i > last) break
      await state.go?.(page)
      if (isWanted(state)) await each(page, state)
      await state.leave?.(page)
    }
  } finally {
    await context.close()
  }
}

/** Makes the page as wide, of that theme and language; a narrow one shows the pane where the state is. */
export async function dress(page, { pane }, { width, theme = 'light', language = 'en' }) {
  await page.setViewportSize({ width, height: HEIGHTS[width] ?? Math.round(width * 0.6) })
  await page.evaluate(
    ({ pane, theme, language, isNarrow }) => {
      const [languages, themes] = [...document.querySelectorAll('header.top > button')]
      const root = document.documentElement
      if ((root.lang === 'en') !== (language === 'en')) languages.click()
      if (root.classList.contains('dark') !== (theme === 'dark')) themes.click()
      const at = ['lesson', 'stage', 'terminal'].indexOf(pane)
      if (isNarrow) document.querySelectorAll('.switcher [role=tab]')[at].click()
    },
    { pane, theme, language, isNarrow: width <= NARROW },
  )
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

/** What axe finds, however small, a line each. */
export async function violations(page) {
  const found = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ target, html, any }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? html}`),
  )
}

/** Boxes that hold more than they show though nothing lets one scroll to it, and buttons too small to hit. */
export function flaws(page) {
  return page.evaluate(() => {
    const found = []
    const name = (one) =>
      `${one.tagName.toLowerCase()}.${String(one.className?.baseVal ?? one.className).replaceAll(' ', '.')} "${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 30)}"`
    const isSeen = (box) => box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
    const top = document.querySelector('dialog[open]') ?? document.body
    for (const one of top.querySelectorAll('button, select, input, [role=tab], summary, a')) {
      if (one.closest('.monaco-editor, .xterm, svg')) continue
      const box = one.getBoundingClientRect()
      if (!isSeen(box) || getComputedStyle(one).visibility === 'hidden') continue
      const isInText = one.matches('a') || one.matches('.link, input[type=checkbox]')
      if (!isInText && (box.width < 24 || box.height < 24))
        found.push(`small ${Math.round(box.width)}×${Math.round(box.height)}: ${name(one)}`)
      if (box.right > innerWidth + 1 && !one.closest('.scroll, .tabs')) found.push(`outside: ${name(one)}`)
    }
    for (const one of top.querySelectorAll('*')) {
      if (one.closest('.monaco-editor, .xterm, svg, .visually-hidden')) continue
      const style = getComputedStyle(one)
      if (!isSeen(one.getBoundingClientRect())) continue
      const isClipped = style.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1
      if (
        isClipped &&
        style.textOverflow !== 'ellipsis' &&
        one.clientWidth > 2 &&
        !one.matches('.traffic, .log, .pane, .addr')
      )
        found.push(`cut ${one.scrollWidth - one.clientWidth} px: ${name(one)}`)
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the screen')
    for (const prose of document.querySelectorAll('.prose'))
      if (prose.scrollWidth > prose.clientWidth) found.push('the lesson is wider than its pane')
    return [...new Set(found)].slice(0, 12)
  })
}
