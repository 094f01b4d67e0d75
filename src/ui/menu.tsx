import type { IconNode } from 'lucide'
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'
import { lazy } from './lazy.tsx'
import type { MenuItem } from './menu-item.ts'

const MenuList = lazy(async () => (await import('./menu-list.tsx')).MenuList)

interface ButtonProps {
  icon: IconNode
  label: string
}

/** A button that opens a menu; arrow keys move in it, Escape closes it. */
export function Menu({ items, ...button }: ButtonProps & { items: readonly MenuItem[] }) {
  return <MenuButton {...button} list={(close) => <MenuList label={button.label} items={items} close={close} />} />
}

/** As {@link Menu}, with a list of its own: one whose lines are fetched when it is opened. */
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
