import type { IconNode } from 'lucide'
import type { TargetedMouseEvent } from 'preact'
import { Icon } from './icon.tsx'

interface IconButtonProps {
  icon: IconNode
  /** Its name, shown as a tip too. */
  text: string
  onClick: (event: TargetedMouseEvent<HTMLButtonElement>) => void
}

/** A button that shows nothing but its icon. */
export function IconButton({ icon, text, onClick }: IconButtonProps) {
  return (
    <button type="button" title={text} aria-label={text} onClick={onClick}>
      <Icon icon={icon} />
    </button>
  )
}
