import type { ComponentChildren } from 'preact'

/** A box that may be narrower than what it holds: the keyboard can reach it to scroll. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
