import { textsIn } from '../packs/open-pack.ts'
import { PackError } from '../packs/pack-error.ts'
import type { Written } from './pack-file.ts'

/** The zip of a pack, to be written on: all its lessons, whatever is wrong with them. Rejects with PackError. */
export async function draftIn(zip: Uint8Array): Promise<Written> {
  const { 'pack.yaml': packYaml = '', ...files } = textsIn(zip)
  const sources = new Map(Object.entries(files).filter(([path]) => /^(?:en|zh)\/[\w-]+\/[\w-]+\.md$/.test(path)))
  if (sources.size === 0) throw new PackError('there is no lesson in it')
  return { sources, packYaml }
}
