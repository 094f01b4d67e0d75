/** The worker in which a broker runs: the engine over IndexedDB and MessagePorts, controlled through Comlink. */
import * as Comlink from 'comlink'
import { Server } from '../../core/broker/server.ts'
import type { BrokerWorkerApi, Telemetry } from './broker-protocol.ts'
import { browserClock, browserEnv } from './browser-env.ts'
import { BrowserDisks } from './disks.ts'
import { PortNetwork } from './port-network.ts'
import { TelemetryTrace } from './telemetry.ts'
import { WireTap } from './wire-tap.ts'

const tap = new WireTap(browserClock)
let server: Server | undefined
let trace: TelemetryTrace | undefined

const api: BrokerWorkerApi = {
  async start(properties, network, tell, ended) {
    const told = new TelemetryTrace(browserClock, tap, tell as (telemetry: Telemetry) => Promise<void>)
    trace = told
    told.start()
    const crash = (reason: unknown) => {
      told.log(
        'FATAL',
        'kafka.Kafka$',
        `Exiting Kafka: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`,
      )
      void told.stop().then(() => ended(1))
    }
    addEventListener('error', (event) => crash(event.error ?? event.message))
    addEventListener('unhandledrejection', (event) => crash(event.reason))
    const env = browserEnv(new BrowserDisks(), tap.around(new PortNetwork(network)), told)
    try {
      server = await Server.start(env, new Map(properties))
      void server.failure.then(crash)
    } catch (error) {
      told.log('ERROR', 'kafka.Kafka$', `Exiting Kafka due to fatal exception: ${String(error)}`)
      await told.stop()
      throw error
    }
  },
  async shutdown() {
    await server?.shutdown()
    await trace?.stop()
  },
  async frames(id) {
    return tap.framesOf(id)
  },
}

Comlink.expose(api)
