/** What the browser host tells and offers, for the parts of the page that must not know the host itself. */
export type { BrokerWorkerApi, Telemetry } from '../../engine/host/browser/broker-protocol.ts'
export type { TappedFrames, TappedRequest } from '../../engine/host/browser/wire-tap.ts'
