/**
 * `npm run lessons`: proves all lessons. `-- PART …`: those whose id has one of the parts. `-- new track/name`: files to begin with. `-- docs`: the vocabulary into AUTHORING.md. `-- --watch
 * FILE`: the page beside the editor. `--in DIR`: of a pack instead of the page's own. `--one-step-in N`: of N steps
 * only one is shown to be needed (each costs a run; `npm test` has no time for all). Exit status 1 when something fails.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { withVocabulary } from './authoring-docs.ts'
import { OWN_LESSONS } from './lesson-folder.ts'
import { newLesson } from './new-lesson.ts'
import { proveAll } from './prove-all.ts'
import { watchLesson } from './watch.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    in: { type: 'string' },
    watch: { type: 'string' },
    port: { type: 'string', default: '8090' },
    'one-step-in': { type: 'string', default: '1' },
  },
})
const folder = values.in === undefined ? OWN_LESSONS : resolve(values.in)
const [first = '', name = ''] = positionals

if (values.watch !== undefined) await watchLesson(resolve(values.watch), Number(values.port))
else if (first === 'docs') writeDocs()
else if (first === 'new') process.exitCode = newLesson(folder, name)
else process.exitCode = await proveAll(folder, positionals, { oneStepIn: Number(values['one-step-in']) })

function writeDocs(): void {
  const path = join(OWN_LESSONS, 'AUTHORING.md')
  writeFileSync(path, withVocabulary(readFileSync(path, 'utf8')))
}
