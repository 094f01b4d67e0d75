import { expect, test } from 'vitest'
import { onlyLooks } from './only-looks.ts'

const TOPICS = 'kafka-topics.sh --bootstrap-server localhost:9092'

test.each([
  'ls -l',
  'find . -name "*.log" -type f',
  `${TOPICS} --list`,
  `${TOPICS} \\\n  --describe --topic orders`,
  `bin/kafka-console-producer.sh --help`,
  'kafka-dump-log.sh --files a.log',
  'clock',
])('only looks: %s', (line) => {
  expect(onlyLooks(line)).toBe(true)
})

test.each([
  'rm a',
  'ls > a',
  'ls; rm a',
  'ls\nrm a',
  'find . -name a.txt -delete',
  'find . \\\n -delete',
  'find . -exec rm {} +',
  'clock +1h',
  `${TOPICS} --create --topic orders`,
  // The script of Apache Kafka knows no such option either, and stops the brokers.
  'kafka-server-stop.sh --help',
  './bin/kafka-server-stop.sh --version',
  'kafka-server-start.sh a.properties --help',
])('changes something: %s', (line) => {
  expect(onlyLooks(line)).toBe(false)
})
