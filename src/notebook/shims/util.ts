/** Node's `util` as far as clients need it. */
import { format as formatValues } from '../sandbox/inspect.ts'

export function format(...values: readonly unknown[]): string {
  return formatValues(values)
}

type Callback<Result> = (error: Error | null, result?: Result) => void

/** A function with a callback as one that gives a promise. */
export function promisify<Argument, Result>(call: (argument: Argument, done: Callback<Result>) => void) {
  return (argument: Argument) =>
    new Promise<Result | undefined>((resolve, reject) => {
      call(argument, (error, result) => (error ? reject(error) : resolve(result)))
    })
}
