/** Gives the keyboard to the active terminal, once the page has shown it: what was clicked may want lines typed. */
export function focusTerminal(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.pane.active .xterm-helper-textarea')?.focus())
}
