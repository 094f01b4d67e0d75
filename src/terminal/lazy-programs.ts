import type { Program } from './shell/program.ts'

/** Programs by name. */
export type Programs = ReadonlyMap<string, Program>

/** Programs whose names are known now and whose code is fetched, all of them at once, when the first is run. */
export function lazyPrograms(names: readonly string[], load: () => Promise<Programs>): Programs {
  const program =
    (name: string): Program =>
    async (context) => {
      const found = (await load()).get(name)
      if (!found) throw new Error(`${name}: no such program`)
      return found(context)
    }
  return new Map(names.map((name) => [name, program(name)]))
}
