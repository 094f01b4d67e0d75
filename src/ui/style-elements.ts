/**
 * The page's policy lets no text become style sheets: whoever could put a text into the page could restyle it, and read with it. xterm and
 * Monaco write their rules as text into `<style>` elements, and xterm a style attribute; here the same goes through CSSOM, which is code's alone.
 */

const sheets = new WeakMap<HTMLStyleElement, CSSStyleSheet>()
const texts = new WeakMap<HTMLStyleElement, string>()

Object.defineProperty(HTMLStyleElement.prototype, 'textContent', {
  configurable: true,
  get(this: HTMLStyleElement) {
    return texts.get(this) ?? ''
  },
  set(this: HTMLStyleElement, text: string) {
    texts.set(this, text)
    const known = sheets.get(this)
    if (known) return known.replaceSync(text)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    sheets.set(this, sheet)
    // One that is not in the page yet is about to be, in a shadow tree perhaps.
    if (this.isConnected) adopt(this, sheet)
    else queueMicrotask(() => adopt(this, sheet))
  },
})

HTMLStyleElement.prototype.remove = function (this: HTMLStyleElement) {
  const sheet = sheets.get(this)
  const home = homeOf(this)
  home.adoptedStyleSheets = home.adoptedStyleSheets.filter((one) => one !== sheet)
  sheets.delete(this)
  Element.prototype.remove.call(this)
}

HTMLElement.prototype.setAttribute = function (this: HTMLElement, name: string, value: string) {
  if (name === 'style') this.style.cssText = value
  else Element.prototype.setAttribute.call(this, name, value)
}

function adopt(element: HTMLStyleElement, sheet: CSSStyleSheet): void {
  // Removed meanwhile.
  if (sheets.get(element) !== sheet) return
  const home = homeOf(element)
  home.adoptedStyleSheets = [...home.adoptedStyleSheets, sheet]
}

function homeOf(element: HTMLStyleElement): DocumentOrShadowRoot {
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root : document
}
