/** The page's own clients of its cluster. Apart, as they are needed only once a broker serves. */
import { Admin } from '../../engine/core/client/admin.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { BatchSource } from '../log-view/batch-source.ts'
import { INSPECTOR_CLIENT } from './inspector.ts'

/** Where the cluster of the page is found. */
const BOOTSTRAP = { host: 'localhost', port: 9092 }

/** What reads the cluster's state. */
export function pageAdmin(env: Env): Admin {
  const timeouts = { 'request.timeout.ms': 5000, 'default.api.timeout.ms': 5000 }
  const bootstrap = `${BOOTSTRAP.host}:${BOOTSTRAP.port}`
  return new Admin({ 'bootstrap.servers': bootstrap, 'client.id': INSPECTOR_CLIENT, ...timeouts }, env)
}

/** What reads raw batches. */
export function pageBatches(env: Env): BatchSource {
  return new BatchSource(env, BOOTSTRAP)
}
