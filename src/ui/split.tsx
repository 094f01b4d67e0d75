import type { Signal } from '@preact/signals'

interface HandleProps {
  /** x: a bar that moves left and right. */
  axis: 'x' | 'y'
  /** Share of the parent before the handle, 0.1 to 0.9. */
  share: Signal<number>
  label: string
}

const STEP = 0.02

/** The bar between two panes: dragged with the pointer, moved with the arrow keys. */
export function Handle({ axis, share, label }: HandleProps) {
  const move = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement
    if (!target.hasPointerCapture(event.pointerId)) return
    const box = (target.parentElement as HTMLElement).getBoundingClientRect()
    const at = axis === 'x' ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height
    share.value = clamp(at)
  }
  const key = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step === undefined) return
    event.preventDefault()
    share.value = clamp(share.value + step)
  }
  const position = `${share.value * 100}%`
  return (
    <div
      class={`handle ${axis}`}
      style={axis === 'x' ? { left: position } : { top: position }}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(share.value * 100)}
      aria-valuemin={10}
      aria-valuemax={90}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={move}
      onKeyDown={key}
    />
  )
}

const STEPS: { readonly [key: string]: number } = {
  ArrowLeft: -STEP,
  ArrowUp: -STEP,
  ArrowRight: STEP,
  ArrowDown: STEP,
}

function clamp(share: number): number {
  return Math.min(0.9, Math.max(0.1, share))
}
