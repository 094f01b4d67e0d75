import { strToU8, zipSync } from 'fflate'
import { packOfDraft, type Sources } from './pack-file.ts'

/** What the zip and the folder in it are called. */
export function exportName(packYaml: string): string {
  return packOfDraft(packYaml).pack?.pack ?? 'pack'
}

/** The draft as the zip of a pack's folder: `pack.yaml` and all files, also those that it does not list. */
export function exportPack(sources: Sources, packYaml: string): Uint8Array {
  const name = exportName(packYaml)
  const files = [['pack.yaml', packYaml] as const, ...sources]
  return zipSync(Object.fromEntries(files.map(([path, text]) => [`${name}/${path}`, strToU8(text)])))
}
