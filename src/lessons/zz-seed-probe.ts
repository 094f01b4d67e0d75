import { readFileSync } from 'node:fs'
import { modernEquivalent } from '../../engine/core/tools/modern-equivalent.ts'
import { loadCodecs } from '../../engine/core/record/codecs.ts'
import { Headless } from './headless.ts'
await loadCodecs()
const h = await Headless.start(1)
for (const raw of readFileSync(process.argv[2] as string, 'utf8').split('\n')) {
  if (!raw) continue
  const line = raw.replace(/^@(in|bg) /, '')
  const typed = raw.startsWith('@in ') ? `printf 'a\\nb\\n' | ${line}` : raw.startsWith('@bg ') ? `${line} & sleep 8; kill -INT %1; wait %1` : line
  console.log(`\x24 ${typed}`)
  try {
    const { stdout, stderr, status } = await h.run(typed)
    if (stdout) console.log(stdout.split('\n').slice(0, 8).join('\n'))
    if (stderr) console.log(stderr.split('\n').slice(0, 6).map((l) => `! ${l.slice(0,200)}`).join('\n'))
    console.log(`[${status}]`)
  } catch (e) { console.log(`!!! ${e}`) }
  const m = modernEquivalent(line)
  if (m) console.log(`~ ${m}`)
}
process.exit(0)
