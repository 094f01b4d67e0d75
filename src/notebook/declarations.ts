/** Declarations of a TypeScript file as an editor in the page needs them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, posix, relative } from 'node:path'

const OPTIONS =
  '--ignoreConfig --noCheck --declaration --emitDeclarationOnly --target es2023 --module esnext --moduleResolution bundler --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --allowImportingTsExtensions --skipLibCheck --lib es2023,dom --types vite/client'

/** Files by their path from `root`: those that the declarations of `file` reach, and `index.d.ts`, which exports that of `file`. */
export function declarationsOf(root: string, file: string): { [path: string]: string } {
  const out = mkdtempSync(join(tmpdir(), 'logbook-types-'))
  try {
    compile(root, file, out)
    const all = new Set(
      readdirSync(out, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
    )
    const entry = relative(root, file).replaceAll('\\', '/').replace(/\.ts$/, '')
    const files: { [path: string]: string } = { 'index.d.ts': `export * from './${entry}'\n` }
    const visit = (path: string): void => {
      if (path in files || !all.has(path)) return
      const text = readFileSync(join(out, path), 'utf8')
      files[path] = text.replace(/(['"]\.[^'"]*)\.ts(['"])/g, '$1$2')
      for (const [, name] of text.matchAll(/['"](\.[^'"]*)\.ts['"]/g))
        visit(posix.join(posix.dirname(path), `${name}.d.ts`))
    }
    visit(`${entry}.d.ts`)
    return files
  } finally {
    rmSync(out, { recursive: true })
  }
}

function compile(root: string, file: string, out: string): void {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const ambient = join(root, 'engine/core/base/ambient.d.ts')
  const args = [tsc, ...OPTIONS.split(' '), '--rootDir', root, '--outDir', out, file, ambient]
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`The types of ${file} do not compile:\n${stdout}`)
}
