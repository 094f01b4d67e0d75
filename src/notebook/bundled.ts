/** What cells get from outside, as text: bundled under Node, by the build and by proofs. */
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

// Places of this folder, also from a program that was built into one piece, two folders deep as well.
const path = (url: URL) => fileURLToPath(url)

/** Node's modules as packages of cells get them. */
const SHIMS = {
  assert: path(new URL('../../src/notebook/shims/assert.ts', import.meta.url)),
  crypto: path(new URL('../../src/notebook/shims/crypto.ts', import.meta.url)),
  net: path(new URL('../../src/notebook/shims/net.ts', import.meta.url)),
  tls: path(new URL('../../src/notebook/shims/tls.ts', import.meta.url)),
  util: path(new URL('../../src/notebook/shims/util.ts', import.meta.url)),
  zlib: path(new URL('../../src/notebook/shims/zlib.ts', import.meta.url)),
}
const GLOBALS = path(new URL('../../src/notebook/shims/globals.ts', import.meta.url))
const KAFKAJS = path(new URL('../../src/notebook/libraries/kafkajs.ts', import.meta.url))

/** A file and all it imports as one text, and the files that went into it. */
export async function bundled(
  file: string,
  format: 'esm' | 'iife',
  platform: 'browser' | 'node' = 'browser',
): Promise<{ text: string; inputs: string[] }> {
  const options = {
    entryPoints: [file],
    bundle: true,
    write: false,
    format,
    platform,
    target: 'es2022',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    ...(file === KAFKAJS ? { alias: SHIMS, inject: [GLOBALS] } : {}),
  } satisfies BuildOptions
  const { outputFiles, metafile } = await build(options)
  const text = outputFiles[0]?.text.trim() ?? ''
  return { text: text.replaceAll('</script', '<\\/script'), inputs: Object.keys(metafile.inputs).map(absolute) }
}

/** The text of the module `kafkajs` of cells. */
export async function bundledKafkajs(): Promise<string> {
  return (await bundled(KAFKAJS, 'esm')).text
}

function absolute(input: string): string {
  return input.startsWith('/') ? input : `${process.cwd()}/${input}`
}
