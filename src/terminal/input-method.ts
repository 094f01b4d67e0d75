import type { Terminal } from '@xterm/xterm'

/** What a keyboard without keys does to the field, as the key that a shell knows. */
const AS_KEYS: { readonly [inputType: string]: string } = {
  deleteContentBackward: '\x7f',
  deleteWordBackward: '\x17',
  insertLineBreak: '\r',
}

/** An input method that is at work gives every key this code. */
const IN_COMPOSITION = 229

/**
 * Text that comes without keys: of an input method (Chinese, Japanese, Korean), a telephone's keyboard, a palette of emoji. xterm, to 6.1, reads it
 * out of its hidden field later, by places noted earlier: the next key at once, or an input method that replaces the whole field, makes that cut or
 * wrong text (xterm.js 5778, 6049). Here xterm sees nothing of it: the text is what the browser says was composed, sent at that moment.
 */
export class InputMethod {
  private isKeyOfTerminal = false
  private readonly view: HTMLElement
  private readonly field: HTMLTextAreaElement
  private readonly screen: HTMLElement

  constructor(private readonly terminal: Terminal) {
    const element = terminal.element as HTMLElement
    this.field = terminal.textarea as HTMLTextAreaElement
    this.view = element.querySelector('.composition-view') as HTMLElement
    this.screen = element.querySelector('.xterm-screen') as HTMLElement
    const on = <Name extends 'compositionstart' | 'compositionupdate' | 'compositionend'>(
      name: Name,
      act: (event: CompositionEvent) => void,
    ) =>
      // On its way down, before xterm hears of it.
      element.addEventListener(
        name,
        (event) => {
          event.stopPropagation()
          act(event)
        },
        { capture: true },
      )
    on('compositionstart', () => this.show(''))
    on('compositionupdate', ({ data }) => this.show(data))
    on('compositionend', ({ data }) => this.end(data))
    this.field.addEventListener('input', (event) => this.input(event as InputEvent))
  }

  /** Whether a key event is the input method's, and not the terminal's. To be asked of each. */
  takes({ type, isComposing, keyCode }: KeyboardEvent): boolean {
    // The keyCode of a keypress is a letter's: there 229 is å.
    if (type === 'keydown') this.isKeyOfTerminal = !isComposing && keyCode !== IN_COMPOSITION
    const isTaken = type !== 'keyup' && !this.isKeyOfTerminal
    if (type === 'keyup') this.isKeyOfTerminal = false
    return isTaken
  }

  private end(text: string): void {
    this.view.classList.remove('active')
    if (text !== '') this.terminal.input(text)
  }

  /** What an input method writes without composing. What the terminal's own keys write there, only a screen reader reads. */
  private input({ inputType, data, isComposing }: InputEvent): void {
    if (isComposing || this.isKeyOfTerminal) return
    const text = inputType === 'insertText' ? data : AS_KEYS[inputType]
    if (text) this.terminal.input(text)
  }

  /** At the cursor; so is the field, where the input method opens its list of words. */
  private show(text: string): void {
    const { view, field, terminal, screen } = this
    view.textContent = text
    view.classList.toggle('active', text !== '')
    const { cursorX, cursorY } = terminal.buffer.active
    const { clientWidth, clientHeight } = screen
    const height = clientHeight / terminal.rows
    const left = Math.max(0, Math.min((cursorX * clientWidth) / terminal.cols, clientWidth - view.offsetWidth))
    const at = { left: `${left}px`, top: `${cursorY * height}px`, height: `${height}px`, lineHeight: `${height}px` }
    Object.assign(field.style, at)
    Object.assign(view.style, at)
    Object.assign(view.style, { fontFamily: terminal.options.fontFamily, fontSize: `${terminal.options.fontSize}px` })
  }
}
