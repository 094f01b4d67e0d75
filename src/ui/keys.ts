/** Keys that are the page's even while a terminal or an editor has the focus. */
export function isPageKey(event: KeyboardEvent): boolean {
  return event.altKey && !event.ctrlKey && /^(?:Digit[1-6]|Key[LTNZPR])$/.test(event.code)
}
