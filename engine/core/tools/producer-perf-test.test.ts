import { expect, test } from 'vitest'
import { kafkaProducerPerfTest } from './producer-perf-test.ts'
import { NoSuchFile, runTool, type ToolIo } from './tool.ts'

test('a file of payloads is named with its whole path, and one that is not there is refused as an empty one is', async () => {
  const said = { out: '', err: '' }
  const io = {
    stdout: { write: (text: string) => void (said.out += text) },
    stderr: { write: (text: string) => void (said.err += text) },
    files: {
      read: (path: string) => Promise.reject(new NoSuchFile(path)),
      absolute: (path: string) => `/home/learner/${path}`,
    },
    interrupt: { isInterrupted: false, onInterrupt: () => () => undefined },
  }
  const args = '--bootstrap-server b:1 --topic t --num-records 10 --payload-file nosuch --throughput 1'.split(' ')
  expect(await runTool(kafkaProducerPerfTest, args, io as unknown as ToolIo)).toBe(1)
  expect(said).toEqual({
    out: 'Reading payloads from: /home/learner/nosuch\n',
    err: 'Exception in thread "main" java.lang.IllegalArgumentException: File does not exist or empty file provided.\n',
  })
})
