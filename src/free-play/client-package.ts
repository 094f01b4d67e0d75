const ABOUT = {
  name: 'kafka-clients',
  version: '0.1.0',
  description: 'The Kafka client of Logbook, with the names of the Java client, for Node 20 or newer',
  type: 'module',
  main: 'index.mjs',
  types: 'types/index.d.ts',
  engines: { node: '>=20' },
  license: 'Apache-2.0',
}

const README = `# kafka-clients

The client of Logbook as one file for Node 20 or newer, without dependencies. Its classes and settings have the names of
Kafka’s Java client, of which it has no code:

\`\`\`js
import { KafkaProducer } from 'kafka-clients'

const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
await producer.send({ topic: 'orders', key: 'a', value: 'hello' })
await producer.close()
\`\`\`

\`types/index.d.ts\` says what there is. Apache Kafka is a trademark of the Apache Software Foundation, which has no part
in this package.
`

/** The package `kafka-clients` beside the programs: its code, its types, and what it is. */
export async function clientFiles(): Promise<[path: string, text: string][]> {
  const [code, types, license] = await Promise.all([
    import('../cluster/node-clients.ts?node'),
    import('../notebook/libraries/kafka-clients.ts?types'),
    import('../../LICENSE?raw'),
  ])
  const files: [string, string][] = [
    ['package.json', `${JSON.stringify(ABOUT, null, 2)}\n`],
    ['README.md', README],
    ['LICENSE', license.default],
    ['index.mjs', code.default],
    ...Object.entries(types.default).map(([path, text]): [string, string] => [`types/${path}`, forNode(text)]),
  ]
  return files.map(([path, text]) => [`kafka-clients/${path}`, text])
}

/** Node’s modules name their files whole. */
function forNode(types: string): string {
  return types.replace(/(['"])(\.{1,2}\/[^'"]*)\1/g, '$1$2.js$1')
}
