/**
 * Monaco draws by handing HTML with style attributes to the page, which the page's policy refuses. The same attributes are laid on through
 * CSSOM here. In Monaco's HTML every `<` of a text is escaped: what follows one is a tag.
 */

const STYLE = /(<[a-z][^\s<>]*(?:\s+(?!style=)[^\s=<>"]+(?:="[^"]*")?)*\s+)style=/gi
const LAID_ASIDE = 'data-style'

const setHtml = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML')?.set as (html: unknown) => void
const insertHtml = Element.prototype.insertAdjacentHTML

Object.defineProperty(Element.prototype, 'innerHTML', {
  ...Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML'),
  set(this: Element, html: unknown) {
    const text = String(html)
    if (!text.includes('style=')) return setHtml.call(this, html)
    setHtml.call(this, aside(text))
    layOn(this)
  },
})

Element.prototype.insertAdjacentHTML = function (this: Element, where: InsertPosition, html: string) {
  const text = String(html)
  if (!text.includes('style=')) return insertHtml.call(this, where, html)
  insertHtml.call(this, where, aside(text))
  layOn(this.parentElement ?? this)
}

function aside(html: string): string {
  return html.replace(STYLE, `$1${LAID_ASIDE}=`)
}

function layOn(within: Element): void {
  for (const element of within.querySelectorAll<HTMLElement>(`[${LAID_ASIDE}]`)) {
    element.style.cssText = element.getAttribute(LAID_ASIDE) ?? ''
    element.removeAttribute(LAID_ASIDE)
  }
}
