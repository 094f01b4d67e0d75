/** Icons come from where each of them is: through the list of all, one that a late part shows would come with the page. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const IMPORT = /^import \{([^}]*)\} from 'lucide'$/gm
const LISTED = /^export \{([^}]*)\} from '(\.\/icons\/[^']+)'/gm

export function directIcons(): Plugin {
  const list = createRequire(import.meta.url)
    .resolve('lucide')
    .replace(/cjs[\\/]lucide\.js$/, 'esm/lucide.mjs')
  const files = new Map<string, string>()
  for (const [, names = '', file = ''] of readFileSync(list, 'utf8').matchAll(LISTED))
    for (const name of names.split(',')) files.set(name.trim().replace(/^default as /, ''), join(dirname(list), file))
  const direct = (name: string) => {
    const file = files.get(name)
    if (!file) throw new Error(`lucide has no icon ${name}`)
    return `import ${name} from ${JSON.stringify(file)}`
  }
  return {
    name: 'direct-icons',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.tsx$/ },
      handler: (code) => ({
        // All in one line: the lines of the source stay where they are.
        code: code.replace(IMPORT, (_whole, names: string) =>
          names
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== '')
            .map(direct)
            .join('; '),
        ),
        map: null,
      }),
    },
  }
}
