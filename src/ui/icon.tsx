import type { IconNode } from 'lucide'
import { h } from 'preact'

/** A lucide icon. Decorative unless labelled: buttons carry their own names. */
export function Icon({ icon, label }: { icon: IconNode; label?: string }) {
  const role = label ? ({ role: 'img', 'aria-label': label } as const) : ({ 'aria-hidden': 'true' } as const)
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      {...role}
    >
      {icon.map(([tag, attributes]) => h(tag as string, attributes as Record<string, string>))}
    </svg>
  )
}
