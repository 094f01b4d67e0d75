/** What cells get from outside, as text: bundled under Node, by the build and by proofs. */
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

/** A place of this folder, also from a program that was built into one piece two folders deep. */
const place = (path: string) => fileURLToPath(new URL(`../../src/notebook/${path}`, import.meta.url))

/** Node's modules as packages of cells get them. */
const SHIMS = {
  assert: place('shims/assert.ts'),
  crypto: place('shims/crypto.ts'),
  net: place('shims/net.ts'),
  tls: place('shims/tls.ts'),
  util: place('shims/util.ts'),
  zlib: place('shims/zlib.ts'),
}
const GLOBALS = place('shims/globals.ts')
const KAFKAJS = place('libraries/kafkajs.ts')

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
