/** The worker in which a broker runs: the engine over IndexedDB and MessagePorts, controlled through Comlink. */
import * as Comlink from 'comlink'
import { NO_BROKER } from '../../core/broker/kept-broker.ts'
import { Server } from '../../core/broker/server.ts'
import { WireFaults } from '../../core/faults/wire-faults.ts'
import type { BrokerWorkerApi, Telemetry } from './broker-protocol.ts'
import { ProcessControls } from './controlled-env.ts'
import { BrowserDisks } from './disks.ts'
import { PortNetwork } from './port-network.ts'
import { TelemetryTrace } from './telemetry.ts'
import { WireTap } from './wire-tap.ts'

const controls = new ProcessControls()
const disks = new BrowserDisks(() => controls.clock.wall())
/** By SIGSTOP, not only for a restore point. */
let stopped = false
const tap = new WireTap(controls.clock)
let server: Server | undefined
let trace: TelemetryTrace | undefined
let faults: WireFaults | undefined
/** Set before there is a process for them. */
let rules: Parameters<WireFaults['setRules']>[0] = []

const api: BrokerWorkerApi = {
  async start(properties, life, network, tell, ended) {
    const told = new TelemetryTrace(controls.clock, tap, tell as (telemetry: Telemetry) => Promise<void>)
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
    const env = controls.env(disks, new PortNetwork(network), told, (inner, timers) => {
      faults = new WireFaults({
        broker: Number(new Map(properties).get('node.id') ?? 1),
        timers,
        topicName: (id) => server?.topicName(id),
        event: (event) => told.event(event),
        hit: (...hit) => tap.hit(...hit),
        lost: (...answer) => tap.lost(...answer),
      })
      return faults.around(tap.around(inner))
    })
    await faults?.setRules(rules)
    try {
      server = await Server.start(env, new Map(properties), life)
      void server.failure.then(crash)
    } catch (error) {
      told.log('ERROR', 'kafka.Kafka$', `Exiting Kafka due to fatal exception\n${error}`)
      await told.stop()
      throw error
    }
  },
  async shutdown() {
    await server?.shutdown()
    await trace?.stop()
  },
  async hold() {
    controls.suspension.stop()
    await disks.flush()
    return server?.keep() ?? NO_BROKER
  },
  async release() {
    await disks.pointMade()
    if (!stopped) controls.suspension.resume()
  },
  async setStopped(now) {
    stopped = now
    if (now) controls.suspension.stop()
    else controls.suspension.resume()
  },
  async setTime(time) {
    controls.clock.set(time)
  },
  async setRate(rate) {
    controls.clock.setRate(rate)
  },
  async stepTime(ms) {
    controls.clock.step(ms)
  },
  async moveWallClock(byMs) {
    const shift = (ms: number) => controls.clock.moveWall(ms)
    if (!server || controls.suspension.isStopped) {
      shift(byMs)
      controls.suspension.pass(() => void server?.moveWallClock(byMs, null))
    } else await server.moveWallClock(byMs, shift)
    await trace?.flush()
  },
  async tellAll() {
    await trace?.flush()
  },
  async setDisk(fault) {
    controls.setDisk(fault)
  },
  async setRules(now) {
    rules = now
    await faults?.setRules(now)
  },
  async frames(id) {
    return tap.framesOf(id)
  },
}

Comlink.expose(api)
