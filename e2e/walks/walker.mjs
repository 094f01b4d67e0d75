// Walks a lesson as a learner would: from what the page shows and what the lesson's own Markdown says.
import assert from 'node:assert/strict'
import { disorder, goalsText, newLines, terminals, ticks, ticksSeen, unpromised, until, watchTicks } from './eyes.mjs'
import { readLesson } from './lesson-file.mjs'
import { NOTES } from './notes.mjs'

const WORDS = {
  en: { saw: 'What you saw', said: /You said (-?\d+), the cluster says (-?\d+)/ },
  zh: { saw: '你看到了什么', said: /你的回答 (-?\d+)[,，] ?集群的答案 (-?\d+)/ },
}

/** Walks the lesson that is open, to its close. `before`: the lessons that were walked in this page. */
export async function walkLesson(page, hands, language, id, { shot, before }) {
  const walk = new Walk(page, hands, language, id)
  // What a program of an earlier lesson says late, in its own terminal.
  walk.expected = [...before, id].flatMap((one) => NOTES[one]?.errors ?? [])
  await walk.begin()
  for (const block of walk.lesson.blocks) await walk.block(block)
  await walk.rest()
  await walk.close()
  await shot(`walk-${language}-${id.replace(/^.*\/(\d+).*/, '$1')}.png`)
}

/** Follows the lesson's last link; gives the id of the lesson to which it leads. */
export async function followLink(page, hands, language, id) {
  const { next } = readLesson(language, id)
  if (next === null) return null
  const name = next.split('/').at(-1)
  await hands.press(page.locator(`.lesson .prose a[href$="/${name}"]`).last())
  await page.getByRole('heading', { level: 1, name: readLesson(language, next).title, exact: true }).waitFor()
  return next
}

class Walk {
  constructor(page, hands, language, id) {
    Object.assign(this, { page, hands, id, words: WORDS[language] })
    this.lesson = readLesson(language, id)
    this.notes = NOTES[id] ?? {}
    this.position = 0
    this.ran = new Set()
    this.quizzes = 0
    /** Commands of the solution for which the text has others. */
    this.notTaken = []
    this.views = 0
    /** The cell that is still running while the next block is done. */
    this.going = null
  }

  /** What the block of the page that begins at this line of the file holds. */
  at(block, selector) {
    return this.page.locator(`.lesson-block[data-line="${block.line}"] ${selector}`)
  }

  async begin() {
    const { page, lesson } = this
    await page.getByRole('heading', { level: 1, name: lesson.title, exact: true }).waitFor()
    assert.equal(await page.locator('.lesson .notice.bad').count(), 0, 'the page finds faults in the lesson')
    await until(async () => (await ticks(page)).length === lesson.goals, 'the goals never came')
    const start = page.locator('.notice.start')
    if (await start.getByRole('button').count()) await this.hands.press(start.getByRole('button'))
    await start.waitFor({ state: 'detached' })
    await until(() => page.locator('.goals .diff').count(), 'the goals were never judged')
    assert.deepEqual(await ticks(page), Array(lesson.goals).fill(false), 'a goal is met before anything was done')
    this.seen = await terminals(page)
    await watchTicks(page)
  }

  async block(block) {
    if (block.kind === 'quiz') return this.answer(block)
    await this.catchUp(block)
    await this.perform(block)
    if (same(this.lesson.solution[this.position], block)) this.position++
    if (this.lesson.blocks.indexOf(block) === 1) await this.hint()
  }

  /** Does what the solution does before this block, and waits for the goals for which it waits. */
  async catchUp(block) {
    const { solution, blocks } = this.lesson
    const at = solution.findIndex((step, i) => i >= this.position && same(step, block))
    const following = blocks.slice(blocks.indexOf(block))
    const isBeforeBlock =
      at >= 0 && !solution.slice(this.position, at).some((step) => following.some((one) => same(step, one)))
    if (isBeforeBlock) while (this.position < at) await this.solutionStep(this.position++)
    // "Run the cell again" stands in the text: there is no block for it.
    else while (this.isAgain(solution[this.position], following)) await this.solutionStep(this.position++)
    // A look at what the last step brought: a learner sees the goal met first, if that does not take long.
    const awaited = solution[this.position]
    if (awaited?.kind === 'goal') await this.isMet(awaited.number, GLANCE)
  }

  isAgain(step, following) {
    return step?.kind === 'cell' && this.ran.has(step.name) && !following.some((one) => same(step, one))
  }

  async rest() {
    while (this.position < this.lesson.solution.length) await this.solutionStep(this.position++)
    for (let number = 1; number <= this.lesson.goals; number++) await this.goal(number)
  }

  /** A step that no block of the text does, or that waits. */
  async solutionStep(position) {
    const step = this.lesson.solution[position]
    const block = this.lesson.blocks.find((one) => same(step, one))
    if (step.kind === 'goal') await this.goal(step.number)
    else if (step.kind === 'cell') await this.perform(block)
    else if (block) await this.type(step.code)
    // Another way than the text's: taken only where the text's way does not lead to a goal.
    else this.notTaken.push(step.code)
  }

  async isMet(number, timeout) {
    try {
      await until(async () => (await ticks(this.page))[number - 1], '', timeout)
      return true
    } catch {
      return false
    }
  }

  async goal(number) {
    if ((await ticks(this.page))[number - 1]) return
    if (this.notTaken.length > 0 && !(await this.isMet(number, PATIENCE)))
      for (const code of this.notTaken.splice(0)) await this.type(code)
    const isFaster = this.notes.faster?.includes(number) ?? false
    const speed = this.page.locator('.top .time select')
    if (isFaster) await this.hands.select(speed, '10×')
    await until(
      async () => (await ticks(this.page))[number - 1],
      async () => `goal ${number} is never met:\n${await goalsText(this.page)}`,
    )
    if (isFaster) await this.hands.select(speed, '1×')
  }

  async perform(block) {
    await this.lookAround()
    if (block.kind === 'cell') await this.cell(block)
    else if (block.kind === 'input') await this.input(block)
    else await this.commands(block)
    if (this.going && this.going !== block && this.following(block)?.kind !== 'input') {
      await this.cellEnds(this.going)
      this.going = null
    }
    await this.noTrouble(block.code)
  }

  /** Another view of the stage each time: none of them may break. */
  async lookAround() {
    await this.hands.view(this.views++ % 6)
  }

  async commands(block) {
    const before = await terminals(this.page)
    if (this.hands.enters() && !block.beside && before.find(({ active }) => active).busy === '')
      await this.hands.enter(block.code)
    else await this.hands.press(this.at(block, '.run'))
    const following = this.following(block)
    await this.typed(before, block.code, following?.kind === 'input' || following?.beside)
  }

  following(block) {
    return this.lesson.blocks[this.lesson.blocks.indexOf(block) + 1]
  }

  async type(code) {
    if ((await terminals(this.page)).find(({ active }) => active).busy !== '') await this.hands.newTerminal()
    const before = await terminals(this.page)
    const terminal = this.page.locator('.term .pane.active')
    if (this.hands.enter) await this.hands.enter(code)
    else {
      await terminal.click()
      for (const line of code.split('\n')) await this.page.keyboard.type(`${line}\n`)
    }
    await this.typed(before, code)
    await this.noTrouble(code)
  }

  /** Waits until the commands are seen in a terminal, and have ended; `goesOn`: the last one waits for input or lives on. */
  async typed(before, code, goesOn) {
    const last = code.trimEnd().split('\n').at(-1)
    const isTyped = ({ id, text }) => count(text, last) > count(before.find((one) => one.id === id)?.text ?? '', last)
    let calm = 0
    await until(
      async () => {
        const tab = (await terminals(this.page)).find(isTyped)
        calm = tab && (tab.busy === '') !== Boolean(goesOn) ? calm + 1 : 0
        return calm > 2
      },
      async () => `${code}\nnever ended:\n${(await terminals(this.page)).map(({ text }) => text).join('\n---\n')}`,
      90_000,
    )
  }

  async input(block) {
    await until(
      async () => (await terminals(this.page)).some(({ busy, text }) => busy.endsWith(block.to) && text.endsWith('>')),
      `nobody waits for input: ${block.to}`,
    )
    await this.hands.press(this.at(block, '.run'))
    await until(
      async () => (await terminals(this.page)).some(({ text }) => text.includes(block.code.split('\n')[0])),
      'no input',
    )
  }

  async cell(block) {
    const cell = this.at(block, '.cell')
    const run = cell.locator('.run')
    // The views of cells are fetched when the first one is shown.
    await cell.locator('.start').waitFor()
    // A run that goes on in the background has Restart and Stop.
    if ((await run.count()) === 0) await this.hands.press(cell.locator('.stop'))
    await this.hands.press(run)
    await until(
      async () =>
        /^(loading|running)$/.test(await cell.getAttribute('data-state')) ||
        (await cell.locator('.status').innerText()) !== '',
      'the cell never ran',
    )
    this.ran.add(block.name)
    if (this.notes.meanwhile !== block.name) return this.cellEnds(block)
    this.going = block
    await this.page.waitForTimeout(2000)
  }

  async cellEnds(block) {
    const cell = this.at(block, '.cell')
    await until(
      async () => /^(idle|background)$/.test(await cell.getAttribute('data-state')),
      async () => `cell ${block.name} never ended:\n${await cell.innerText()}`,
      120_000,
    )
    const errors = await cell.locator('.cell-error').allInnerTexts()
    assert.deepEqual(errors, [], `cell ${block.name} fails`)
  }

  /** Fails when the terminals show an error of which the lesson does not speak. */
  async noTrouble(code) {
    const look = async () => {
      const now = await terminals(this.page)
      return { now, trouble: unpromised(newLines(this.seen, now), this.lesson, this.expected) }
    }
    let { now, trouble } = await look()
    if (trouble.length > 0) {
      // A line's reason may stand in the next, which is on its way.
      await this.page.waitForTimeout(1000)
      ;({ now, trouble } = await look())
    }
    this.seen = now
    assert.deepEqual(trouble, [], `after: ${code}`)
  }

  /** Answers before it can be known: the first one wrongly, the others rightly. */
  async answer(block) {
    const number = this.quizzes++
    const truth = this.notes.truths?.[number]
    const isWrong = number === 0
    const quiz = this.at(block, '.quiz')
    if (block.choices === null) {
      await this.hands.fill(quiz.getByRole('textbox'), String(truth === undefined || isWrong ? 77 : truth))
      await this.hands.press(quiz.locator('button[type=submit]'))
    } else {
      const wrong = ((truth ?? 0) + 1) % block.choices
      await this.hands.press(quiz.locator('.opt').nth(isWrong ? wrong : (truth ?? 0)))
    }
    await quiz.locator('.verdict').waitFor()
  }

  async told(block, number) {
    const quiz = this.at(block, '.quiz')
    const truth = this.notes.truths?.[number]
    await until(
      () => quiz.locator('.verdict.ok, .verdict.bad').count(),
      async () => `the cluster never answers: ${await quiz.innerText()}`,
    )
    const isRight = (await quiz.locator('.verdict.ok').count()) === 1
    assert.ok((await quiz.locator('.why').innerText()).length > 20, 'it says why')
    if (block.choices === null) {
      const [, said, says] = this.words.said.exec(await quiz.innerText()) ?? assert.fail(await quiz.innerText())
      if (truth !== undefined) assert.deepEqual([said, says], [String(number === 0 ? 77 : truth), String(truth)])
    } else if (truth !== undefined) {
      const right = await quiz
        .locator('.opt')
        .evaluateAll((all) => all.findIndex((one) => one.classList.contains('right')))
      assert.equal(right, truth, `the right one of: ${await quiz.innerText()}`)
    }
    if (truth !== undefined) assert.equal(isRight, number !== 0, `the verdict of: ${await quiz.innerText()}`)
  }

  async hint() {
    const hints = this.page.locator('.goals .hint')
    await this.hands.press(this.page.locator('.goals header button', { hasText: /Hint|提示/ }))
    await until(async () => (await hints.count()) === 1, 'no hint came')
    assert.ok((await hints.first().innerText()).length > 10)
  }

  async close() {
    const { page, lesson } = this
    await this.noTrouble('the last goal')
    const quizzes = lesson.blocks.filter(({ kind }) => kind === 'quiz')
    for (const [i, quiz] of quizzes.entries()) await this.told(quiz, i)
    // In a notebook one cell does everything at once.
    if (!this.id.startsWith('notebooks/')) assert.deepEqual(disorder(await ticksSeen(page)), [])
    // The course's last lesson has none.
    if (await page.locator('.neighbours .after').count()) await page.locator('.goals .next').waitFor()
    const wide = await page.locator('.lesson .prose').evaluate((prose) => prose.scrollWidth - prose.clientWidth)
    assert.equal(wide, 0, 'something in the text is wider than its column')
    await page.getByRole('heading', { name: this.words.saw }).scrollIntoViewIfNeeded()
  }
}

function same(step, block) {
  if (!step || step.kind !== block.kind) return false
  return step.kind === 'cell' ? step.name === block.name : gist(step.code) === gist(block.code)
}

/** A solution gives up sooner or later than the text, and prints more or less. */
function gist(code) {
  return code.replace(/ --timeout-ms \d+| --formatter-property \S+| \|\| true$/g, '')
}

/** A learner looks at the goals for so long before going on, ms. */
const GLANCE = 4000

/** What the text's way leads to may take so long, ms: a broker that was killed is missed after nine seconds. */
const PATIENCE = 20_000

const count = (text, part) => text.split(part).length - 1
