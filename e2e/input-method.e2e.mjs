// A Chinese learner's hands: an input method composes, and the next key follows within the same moment.
import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, sees } from './helpers.mjs'

/** Keys and words as fast as the browser takes them: nothing is waited for between two of them. */
class FastHands {
  sent = []

  constructor(cdp) {
    this.cdp = cdp
  }

  /** Spells a word, and then chooses `text` for it, as Pinyin does. */
  compose(spelled, text) {
    for (let i = 1; i <= spelled.length; i++) this.spell(spelled.slice(0, i))
    this.send('Input.insertText', { text })
  }

  spell(text) {
    this.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }

  type(text) {
    for (const key of text) this.press({ key, text: key, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0) })
  }

  enter() {
    this.press({ key: 'Enter', code: 'Enter', text: '\r', windowsVirtualKeyCode: 13 })
  }

  backspace() {
    this.press({ key: 'Backspace', code: 'Backspace', windowsVirtualKeyCode: 8 })
  }

  press(key) {
    this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key })
    this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  }

  send(name, values) {
    this.sent.push(this.cdp.send(name, values))
  }
}

export const tests = {
  'what an input method composes is what the shell gets, whatever key follows at once': async ({
    page,
    context,
    url,
  }) => {
    await choose(page, ONE_NODE)
    await open(page, url)
    const hands = new FastHands(await context.newCDPSession(page))
    hands.type('echo 1')
    hands.compose('dd', '订单号码')
    hands.type('x')
    hands.compose('zhongguo', '中国')
    hands.compose('b', '北京')
    hands.compose('d', '你好世界')
    hands.enter()
    hands.type('echo s')
    hands.compose('shan', '删')
    hands.backspace()
    hands.enter()
    await Promise.all(hands.sent)
    const shown = await sees(page, 1, /\ns\n/)
    assert.match(shown, /\n1订单号码x中国北京你好世界\n/)
  },

  'a mark or an emoji that comes without a key is typed once, and so is each letter': async ({ page, url }) => {
    await choose(page, ONE_NODE)
    await open(page, url)
    await page.keyboard.type('echo aA ')
    await page.keyboard.insertText('，🙂')
    await page.keyboard.type('b')
    await page.keyboard.press('Enter')
    await sees(page, 1, '\naA ，🙂b\n')
  },

  'what is being composed is shown at the cursor, and goes when it is given up': async ({ page, context, url }) => {
    await choose(page, ONE_NODE)
    await open(page, url)
    const cdp = await context.newCDPSession(page)
    const compose = (text) =>
      cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    await compose('ni hao')
    const view = page.locator('.pane.active .composition-view')
    await view.getByText('ni hao').waitFor()
    const [at, prompt] = await Promise.all([
      view.boundingBox(),
      page.locator('.pane.active .xterm-rows > div').first().boundingBox(),
    ])
    assert.ok(Math.abs(at.y - prompt.y) < 2 && at.x > prompt.x, `${at.x},${at.y} of ${prompt.x},${prompt.y}`)
    await compose('')
    await view.waitFor({ state: 'hidden' })
    await page.keyboard.type('echo on')
    await page.keyboard.press('Enter')
    await sees(page, 1, '\non\n')
  },
}
