import type { IconNode } from 'lucide'
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

interface ButtonProps {
  icon: IconNode
  label: string
}

/** A button that opens a menu, whose list is fetched then; arrow keys move in it, Escape closes it. */
export function MenuButton({ icon, label, list }: ButtonProps & { list: (close: () => void) => ComponentChildren }) {
  const [shown, setShown] = useState(false)
  const box = useRef<HTMLSpanElement>(null)
  const close = () => {
    setShown(false)
    box.current?.querySelector('button')?.focus()
  }
  return (
    <span class="menu" ref={box}>
      <button type="button" aria-haspopup="menu" aria-expanded={shown} title={label} onClick={() => setShown(!shown)}>
        <Icon icon={icon} label={label} />
      </button>
      {shown && list(close)}
    </span>
  )
}
