import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, run, sees, soon, typeLine } from './helpers.mjs'

const SERVER = '--bootstrap-server localhost:9092'

/** What a newcomer does in the first minutes, with the keyboard. */
export const tests = {
  async 'the quickstart in two terminal tabs, typed; reload keeps everything'({ page, url, shot }) {
    await open(page, url)
    await page.keyboard.press('Alt+t')
    await sees(page, 1, '~/kafka $')
    await typeLine(page, `kafka-topics.sh --create --topic quickstart-events ${SERVER}`)
    await sees(page, 1, 'Created topic quickstart-events.')
    await typeLine(page, `bin/kafka-topics.sh --describe --topic quickstart-events ${SERVER}`)
    await sees(page, 1, /Topic: quickstart-events\s+TopicId: \S{22}\s+PartitionCount: 1\s+ReplicationFactor: 1/)
    await typeLine(page, `kafka-console-producer.sh --topic quickstart-events ${SERVER}`)
    await sees(page, 1, /\n>/)

    await page.keyboard.press('Alt+n')
    await sees(page, 2, '~/kafka $')
    await typeLine(
      page,
      `kafka-console-consumer.sh --topic quickstart-events --from-beginning --group readers ${SERVER}`,
    )
    await page.getByRole('button', { name: 'split' }).click()
    await page.locator('#terminal-1').click()
    await typeLine(page, 'This is my first event')
    await sees(page, 2, 'This is my first event')
    await typeLine(page, 'This is my second event')
    await sees(page, 2, 'This is my second event')
    await shot('quickstart.png')

    await page.locator('#terminal-2').click()
    await page.keyboard.press('Control+c')
    await sees(page, 2, 'Processed a total of 2 messages')
    await page.locator('#terminal-1').click()
    await page.keyboard.press('Control+d')

    await page.reload()
    await open(page, url)
    const again = await run(
      page,
      `kafka-console-consumer.sh --topic quickstart-events --from-beginning --max-messages 2 ${SERVER}`,
    )
    assert.equal(again.stdout, 'This is my first event\nThis is my second event\n')
    const group = await run(
      page,
      `kafka-consumer-groups.sh --describe --group readers ${SERVER} | awk '/quickstart-events/ { print $4, $5, $6 }'`,
    )
    assert.equal(group.stdout, '2 2 0\n')
  },

  async 'kill -9 of the broker loses nothing acknowledged; stop and start from the terminal'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await run(page, `seq 500 | kafka-console-producer.sh --topic numbers ${SERVER}`)
    const killed = await run(page, "kill -9 $(jps | awk '/Kafka/ { print $1 }'); sleep 0.2; jps")
    assert.match(killed.stdout, /^\d+ Jps\n$/)
    await page.locator('.chip.killed').waitFor()
    await run(page, 'kafka-server-start.sh -daemon config/server.properties')
    await page.locator('.chip.running').waitFor()
    const count = await run(page, `kafka-get-offsets.sh --topic numbers ${SERVER}`)
    assert.equal(count.stdout, 'numbers:0:500\n')
    await run(page, 'kafka-server-stop.sh')
    await page.locator('.chip.stopped').waitFor()
    assert.equal((await run(page, 'kafka-server-stop.sh')).stdout, 'No kafka server to stop\n')
  },

  async 'a broker that is started once more is refused; the one that runs stays'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    const second = await run(page, 'bin/kafka-server-start.sh config/server.properties')
    const why =
      'org.apache.kafka.common.KafkaException: Socket server failed to bind to 0.0.0.0:9093: Address already in use.'
    assert.ok(
      second.stdout.includes(`Unable to start acceptor for CONTROLLER (kafka.network.DataPlaneAcceptor)\n${why}`),
    )
    assert.ok(second.stdout.includes(`Exiting Kafka due to fatal exception (kafka.Kafka$)\n${why}`), second.stdout)
    assert.equal(second.status, 1)
    await page.locator('.chip.running').waitFor()
    const created = await run(page, `kafka-topics.sh --create --topic t ${SERVER}`)
    assert.equal(created.stdout, 'Created topic t.\n')
  },

  async 'step 2 of the quickstart beside three brokers: why it fails, and how one more is started'({ page, url }) {
    await open(page, url)
    await sees(page, 1, '$')
    await typeLine(page, 'bin/kafka-server-start.sh config/server.properties')
    await sees(page, 1, /java\.lang\.RuntimeException: No readable meta\.properties files found\./)
    await sees(page, 1, /Nodes 1, 2 and 3 run already/)
    const cluster = `$(kafka-cluster.sh cluster-id ${SERVER} | cut -d" " -f3)`
    await run(page, `kafka-storage.sh format -t ${cluster} -c config/server-4.properties`)
    const seen = await run(page, 'ls /tmp; cat /tmp/kraft-logs-4/meta.properties')
    assert.match(seen.stdout, /kraft-logs-4\n[\s\S]*node\.id=4\n/)
    await run(page, 'kafka-server-start.sh -daemon config/server-4.properties')
    await soon(async () => assert.equal(await page.locator('.chip.running').count(), 4))
  },

  async 'a properties file that no node starts with leaves the other nodes running after a reload'({ page, url }) {
    await open(page, url)
    await run(page, 'echo broker.id=0 >> config/server-2.properties')
    await page.reload()
    await page.getByText('You must set `node.id` to the same value as `broker.id`.').waitFor()
    await soon(async () => assert.equal(await page.locator('.chip.running').count(), 2))
  },

  async 'the notice that a broker ended by itself goes when it runs again'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await run(page, 'kafka-server-stop.sh')
    await page.locator('.chip.stopped').waitFor()
    await run(page, 'mv /tmp/kraft-combined-logs/meta.properties kept')
    await run(page, 'kafka-server-start.sh config/server.properties')
    await page.getByText('Broker 1 ended by itself.').waitFor()
    await run(page, 'mv kept /tmp/kraft-combined-logs/meta.properties')
    await run(page, 'kafka-server-start.sh -daemon config/server.properties')
    await page.locator('.chip.running').waitFor()
    await page.getByText('Broker 1 ended by itself.').waitFor({ state: 'detached' })
  },

  async 'the shell: pipes, loops, files, jobs, history'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    const check = async (line, expected) => assert.equal((await run(page, line)).stdout, expected, line)
    await check('for i in 1 2 3; do echo n$i; done | tac | head -1', 'n3\n')
    await check('cat > notes.txt <<END\none $HOME\nEND\ngrep -c one notes.txt', '1\n')
    await check('X=$(seq 3 | wc -l); [ $X = 3 ] && echo three || echo no', 'three\n')
    await check("sed -n 's/^num.partitions=//p' config/server.properties", '1\n')
    await page.keyboard.press('Alt+t')
    await typeLine(page, 'sleep 100 &')
    await typeLine(page, 'jobs')
    await sees(page, 1, /\[1\]\+\s+Running\s+sleep 100 &/)
    await typeLine(page, 'kill %1')
    await typeLine(page, 'echo done')
    await sees(page, 1, /\[1\]\+\s+Terminated\s+sleep 100/)
    await page.keyboard.type('kafka-top')
    await page.keyboard.press('Tab')
    await sees(page, 1, /kafka-topics\.sh $/m)
    await page.reload()
    await open(page, url)
    await check('cat notes.txt', 'one /home/learner\n')
  },

  async 'the broker’s files are the true ones'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await run(page, `echo hello | kafka-console-producer.sh --topic files ${SERVER}`)
    const listed = await run(page, 'ls /tmp/kraft-combined-logs/files-0')
    assert.match(
      listed.stdout,
      /^00000000000000000000\.index\n00000000000000000000\.log\n00000000000000000000\.timeindex\n/,
    )
    const dumped = await run(
      page,
      'kafka-dump-log.sh --print-data-log --files /tmp/kraft-combined-logs/files-0/00000000000000000000.log',
    )
    assert.match(dumped.stdout, /payload: hello/)
    const refused = await run(page, 'rm -r /tmp/kraft-combined-logs')
    assert.match(refused.stderr, /Device or resource busy/)
  },

  async 'nano opens the page’s editor; the broker reads what was saved'({ page, url, shot }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await page.keyboard.press('Alt+t')
    await typeLine(page, 'nano config/server.properties')
    await page.locator('.file-editor .monaco-editor.focused').waitFor()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('\nnum.partitions=4\n')
    await shot('nano.png')
    await page.keyboard.press('Control+s')
    await sees(page, 1, /\n~\/kafka \$/)
    await run(page, 'kafka-server-stop.sh; sleep 1')
    await page.locator('.chip.stopped').waitFor()
    await run(page, 'kafka-server-start.sh -daemon config/server.properties')
    await page.locator('.chip.running').waitFor()
    await run(page, `echo x | kafka-console-producer.sh --topic auto ${SERVER}`)
    const described = await run(page, `kafka-topics.sh --describe --topic auto ${SERVER}`)
    assert.match(described.stdout, /PartitionCount: 4/)
  },

  async 'a second tab finds the cluster owned, and takes it over'({ page, context, url }) {
    await open(page, url)
    await run(page, `echo one | kafka-console-producer.sh --topic moved ${SERVER}`)
    assert.ok((await page.evaluate(() => window.logbook.history.steps())).length > 0)
    const second = await context.newPage()
    await second.goto(url)
    await second.getByText('The cluster runs in another tab').waitFor()
    await second.getByRole('button', { name: 'Take it over' }).click()
    await second.waitForSelector('.chip.running')
    await page.getByText('The cluster moved to another tab').waitFor()
    const read = await run(
      second,
      `kafka-console-consumer.sh --topic moved --from-beginning --max-messages 1 ${SERVER}`,
    )
    assert.equal(read.stdout, 'one\n')
    await run(second, `echo two | kafka-console-producer.sh --topic moved ${SERVER}`)
    assert.ok((await second.evaluate(() => window.logbook.history.steps())).length > 0)
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.waitForSelector('.chip.running')
    await second.getByText('The cluster moved to another tab').waitFor()
    // What this tab could have undone is no longer there: the other one has written since.
    assert.deepEqual(await page.evaluate(() => window.logbook.history.steps()), [])
    await page.keyboard.press('Alt+z')
    await page.evaluate(() => window.logbook.history.undo())
    const both = await run(page, `kafka-console-consumer.sh --topic moved --from-beginning --max-messages 2 ${SERVER}`)
    assert.equal(both.stdout, 'one\ntwo\n')
  },
}
