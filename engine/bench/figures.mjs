// What the benchmarks in browsers share: figures that are told as they come and, last, as JSON.
import { percentile } from './measure.ts'

export const median = (values) => percentile(values, 0.5)

/** `add` tells a figure, `print` prints them all. */
export function figuresOf(subject) {
  const figures = []
  return {
    add(what, unit, value) {
      figures.push({ subject, what, unit, value: Number(value.toPrecision(4)) })
      console.log(`${what.padEnd(100)} ${value.toPrecision(4).padStart(10)} ${unit}`)
    },
    told: (name) => figures.find(({ what }) => what === name).value,
    print: () => console.log(JSON.stringify({ figures })),
  }
}
