import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import './metrics.css'
import { language, theme } from '../session/settings.ts'
import { inOwnFrame } from '../ui/own-frame.ts'

/** One line of a chart. */
export interface Line {
  readonly label: string
  /** A CSS variable's name, `--p1`. */
  readonly colour: string
  /** As many as there are times; null: nothing known. */
  readonly values: readonly (number | null)[]
}

interface ChartProps {
  title: string
  /** Seconds since 1970. */
  times: readonly number[]
  lines: readonly Line[]
  /** A value in words, with its unit. */
  text: (value: number) => string
  /** From one line of the grid to the next, the smallest first; absent: decimal. */
  steps?: readonly number[]
}

/** For what is counted in bytes. */
export const BINARY_STEPS = Array.from({ length: 40 }, (_, i) => 2 ** i)
/** So much of the height stays free above the highest value. */
const HEADROOM = 1.1

/** A chart is about so wide for its height, which has bounds. */
const SHAPE = 2.6
const LEAST_HEIGHT = 120
const MOST_HEIGHT = 320
/** Times the size of its type: room for `1023 kB/s`. */
const AXIS_WIDTH = 5.8

/** Lines over time, drawn by uPlot; as wide as there is room. */
export function Chart({ title, times, lines, text, steps }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const data = useRef<uPlot.AlignedData>([[]])
  const drawn = `${theme.value} ${language.value} ${lines.map(({ label }) => label).join()}`
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => plot.current && fitIn(plot.current, element))
    const callOff = inOwnFrame(() => {
      plot.current = new uPlot(options(element, { lines, text, ...(steps && { steps }) }), data.current, element)
      observer.observe(element)
    })
    return () => {
      callOff()
      observer.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [drawn])
  useEffect(() => {
    data.current = dataOf(times, lines)
    plot.current?.setData(data.current)
  }, [times, lines])
  return (
    <figure class="chart">
      <figcaption>
        <b>{title}</b>
        {lines.map(({ label, colour, values }) => (
          <span key={label}>
            <i style={{ background: `var(${colour})` }} /> {label} <em>{lastOf(values, text)}</em>
          </span>
        ))}
      </figcaption>
      <div ref={box} />
    </figure>
  )
}

function sizeIn({ clientWidth: width }: HTMLElement): { readonly width: number; readonly height: number } {
  return { width, height: Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, width / SHAPE))) }
}

function fitIn(plot: uPlot, element: HTMLElement): void {
  const size = sizeIn(element)
  if (size.width !== plot.width || size.height !== plot.height) plot.setSize(size)
}

function lastOf(values: Line['values'], text: (value: number) => string): string {
  const last = values.at(-1)
  return last === null || last === undefined ? '–' : text(last)
}

function dataOf(times: readonly number[], lines: readonly Line[]): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData
}

type Drawn = Pick<ChartProps, 'lines' | 'text' | 'steps'>

function options(element: HTMLElement, { lines, text, steps }: Drawn): uPlot.Options {
  const css = getComputedStyle(element)
  const value = (name: string) => css.getPropertyValue(name).trim()
  const axis = {
    stroke: value('--ink-2'),
    grid: { stroke: value('--line'), width: 1 },
    ticks: { show: false },
    font: `${value('--t-xs')} ${value('--mono')}`,
  }
  const clock = new Intl.DateTimeFormat(language.peek() === 'zh' ? 'zh-CN' : 'en', {
    timeStyle: 'medium',
    hour12: false,
  })
  return {
    ...sizeIn(element),
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * HEADROOM)] } },
    axes: [
      { ...axis, size: 24, space: 90, values: (_plot, ticks) => ticks.map((tick) => clock.format(tick * 1000)) },
      {
        ...axis,
        size: Math.round(Number.parseFloat(value('--t-xs')) * AXIS_WIDTH),
        space: 30,
        values: (_plot, ticks) => ticks.map(text),
        ...(steps && { incrs: [...steps] }),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: value(line.colour),
        width: 1.5,
        points: { show: false, size: 4, filter: (plot: uPlot, series: number) => lonely(plot.data[series] ?? []) },
      })),
    ],
  }
}

/** Values with none before and none after: no line goes through them. */
function lonely(values: ArrayLike<number | null | undefined>): number[] {
  const isKnown = (i: number) => values[i] !== null && values[i] !== undefined
  return Array.from(values, (_, i) => i).filter((i) => isKnown(i) && !isKnown(i - 1) && !isKnown(i + 1))
}
