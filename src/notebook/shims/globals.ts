/** Node's globals, for the packages of cells; esbuild puts them where a package names them. */
export { Buffer } from 'buffer'

export const global = globalThis

export const process = {
  env: {} as { readonly [name: string]: string | undefined },
  /** Seconds and nanoseconds, since `from` if it is given. */
  hrtime(from?: readonly [number, number]): [number, number] {
    const now = performance.now()
    const seconds = Math.floor(now / 1000) - (from?.[0] ?? 0)
    const nanos = Math.floor((now % 1000) * 1e6) - (from?.[1] ?? 0)
    return nanos < 0 ? [seconds - 1, nanos + 1e9] : [seconds, nanos]
  },
  nextTick: (run: (...values: unknown[]) => void, ...values: unknown[]) => queueMicrotask(() => run(...values)),
}

export const setImmediate = (run: (...values: unknown[]) => void, ...values: unknown[]) => setTimeout(run, 0, ...values)
