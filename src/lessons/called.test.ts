import { expect, test } from 'vitest'
import { missingWords, wordsIn } from './called.ts'

/** `wanted ← line`: what the line lacks, or `another` for another program. */
function lacks(wanted: string, line: string): string {
  const missing = missingWords(wordsIn(wanted), wordsIn(line))
  return missing?.join(' ') ?? 'another'
}

test.each([
  ['kafka-topics.sh', 'kafka-topics.sh --list', ''],
  ['kafka-topics.sh', 'bin/kafka-topics.sh --list', ''],
  ['kafka-topics.sh', 'echo kafka-topics.sh', 'another'],
  ['kafka-topics.sh --list', 'kafka-topics.sh', '--list'],
  [
    'kafka-topics.sh --topic spare --replication-factor 2',
    'kafka-topics.sh --replication-factor 2 --create --topic spare',
    '',
  ],
  ['kafka-topics.sh --topic spare', 'kafka-topics.sh --topic=spare', ''],
  ['kafka-topics.sh --topic=spare', 'kafka-topics.sh --topic spare', ''],
  ['kafka-console-consumer.sh --offset 3', 'kafka-console-consumer.sh --offset 30', '--offset 3'],
  ['kafka-console-consumer.sh --offset 3', 'kafka-console-consumer.sh --partition 3 --offset 1', '--offset 3'],
  ['kafka-consumer-groups.sh --shift-by -100', 'kafka-consumer-groups.sh --shift-by -100 --execute', ''],
  ['kafka-console-producer.sh acks=1 --topic p', 'kafka-console-producer.sh --topic p --command-property acks=1', ''],
  ['kafka-console-producer.sh acks=1 --topic p', 'kafka-console-producer.sh --topic p', 'acks=1'],
  ['kafka-get-offsets.sh --time /latest|-1/', 'kafka-get-offsets.sh --time -1', ''],
  ['kafka-get-offsets.sh --time /^(latest|-1)$/', 'kafka-get-offsets.sh --time -10', '--time /^(latest|-1)$/'],
  ['diff /b1.*parcels-0/ /b2.*parcels-0/', 'diff /data/b2/parcels-0/0.log /data/b1/parcels-0/0.log', ''],
  ['diff /b1.*parcels-0/ /b2.*parcels-0/', 'diff /data/b1/parcels-0/0.log /data/b1/parcels-0/0.log', '/b2.*parcels-0/'],
  ["xargs '--topic a b'", "xargs '--topic a b' c", ''],
])('%s ← %s', (wanted, line, missing) => {
  expect(lacks(wanted, line)).toBe(missing)
})
