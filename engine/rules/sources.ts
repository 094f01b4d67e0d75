import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** A source file and the project files it imports, all as paths from the project's root. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
  /** Packages and `node:` modules. */
  readonly packages: readonly string[]
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*(?:\/\*.*?\*\/\s*)?['"]([^'"]+)['"]\s*\)|new URL\(\s*['"]([^'"]+\.tsx?)(?:\?[^'"]*)?['"],\s*import\.meta\.url/g

/** All TypeScript files below the folders. */
export function sources(...folders: string[]): Source[] {
  return folders.flatMap((folder) => filesBelow(join(ROOT, folder))).map(readSource)
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'data' || entry.name === 'node_modules' ? [] : filesBelow(path)
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const specifiers = [...text.matchAll(IMPORT)].map((m) => (m[1] ?? m[2] ?? m[3] ?? m[4]) as string)
  const local = specifiers.filter((name) => name.startsWith('.') && /\.tsx?(\?.*)?$/.test(name))
  return {
    path: relative(ROOT, path),
    text,
    imports: local.map((name) => relative(ROOT, resolve(dirname(path), name.replace(/\?.*$/, '')))),
    packages: specifiers.filter((name) => !name.startsWith('.')),
  }
}
