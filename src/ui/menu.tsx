import type { IconNode } from 'lucide'
import { useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'
import { lazy } from './lazy.tsx'
import type { MenuItem } from './menu-item.ts'

const MenuList = lazy(async () => (await import('./menu-list.tsx')).MenuList)

/** A button that opens a menu; arrow keys move in it, Escape closes it. */
export function Menu({ icon, label, items }: { icon: IconNode; label: string; items: readonly MenuItem[] }) {
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
      {shown && <MenuList label={label} items={items} close={close} />}
    </span>
  )
}
