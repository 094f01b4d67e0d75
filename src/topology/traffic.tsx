import { useEffect, useRef } from 'preact/hooks'
import { isOfPage } from '../cluster/inspector.ts'
import type { Page } from '../session/page.ts'
import { theme } from '../session/settings.ts'
import { type Kind, TrafficMarks, WINDOW_MS } from './traffic-marks.ts'

/** Colour and height of a kind's marks, the last drawn over the others. */
const LOOKS: readonly { readonly kind: Kind; readonly colour: string; readonly tall: number }[] = [
  { kind: 'nodes', colour: '--warn', tall: 4 },
  { kind: 'fetch', colour: '--ok', tall: 5 },
  { kind: 'other', colour: '--ink-2', tall: 6 },
  { kind: 'produce', colour: '--accent', tall: 8 },
]
const MARK_WIDTH = 2
/** A mark moves about two pixels from one drawing to the next; more drawings cost and show nothing. */
const DRAW_EVERY_MS = 30

/** Who wants no motion sees them stand where they are whenever more come. */
const still = matchMedia('(prefers-reduced-motion: reduce)')

/** Requests as they reach a broker, each a mark that travels: produce, fetch, what nodes tell each other, everything else. */
export function Traffic({ page, nodeId }: { page: Page; nodeId: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const marks = useRef(new TrafficMarks())
  const wears = theme.value
  useEffect(() => {
    if (!canvas.current) return undefined
    const strip = new Strip(canvas.current, marks.current)
    const unwatch = page.wire.onCame((node, requests) => {
      const others = node === nodeId ? requests.filter((one) => !isOfPage(one)) : []
      if (others.length === 0) return
      marks.current.came(others, performance.now())
      strip.start()
    })
    return () => {
      unwatch()
      strip.stop()
    }
  }, [page, nodeId, wears])
  return (
    <div class="traffic" aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  )
}

/** One small picture a broker, drawn while something is on its way: marks as elements of their own cost a layer each. */
class Strip {
  private frame = 0
  private drawn = Number.NEGATIVE_INFINITY
  private readonly looks: readonly { readonly kind: Kind; readonly fill: string; readonly tall: number }[]
  private readonly observer: ResizeObserver

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly marks: TrafficMarks,
  ) {
    const css = getComputedStyle(canvas)
    this.looks = LOOKS.map(({ kind, colour, tall }) => ({ kind, fill: css.getPropertyValue(colour), tall }))
    this.observer = new ResizeObserver(() => this.fit())
    this.observer.observe(canvas)
  }

  start(): void {
    this.frame ||= requestAnimationFrame((now) => this.step(now))
  }

  stop(): void {
    cancelAnimationFrame(this.frame)
    this.observer.disconnect()
  }

  private fit(): void {
    const { canvas } = this
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio)
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio)
    this.draw(performance.now())
  }

  private step(now: number): void {
    this.frame = 0
    const isDue = now - this.drawn >= DRAW_EVERY_MS
    const some = isDue ? this.draw(now) : 1
    if (some > 0 && !still.matches) this.start()
  }

  /** How many are to be seen. */
  private draw(now: number): number {
    this.drawn = now
    const { width, height } = this.canvas
    const pen = this.canvas.getContext('2d')
    pen?.clearRect(0, 0, width, height)
    let some = 0
    for (const { kind, fill, tall } of this.looks) {
      if (pen) pen.fillStyle = fill
      for (const time of this.marks.of(kind, now)) {
        const x = width * (1 - (now - time) / WINDOW_MS) - MARK_WIDTH * devicePixelRatio
        pen?.fillRect(Math.round(x), height, MARK_WIDTH * devicePixelRatio, -tall * devicePixelRatio)
        some++
      }
    }
    return some
  }
}
