import { DiskError } from '../../engine/core/env/env.ts'
import { clientEnv } from '../../engine/host/node/client-env.ts'
import { SANDBOX_ENV } from '../notebook/sandbox/env-key.ts'

const refused = () => Promise.reject(new DiskError('io', 'a client has no disk'))
const disk = { list: refused, open: refused, remove: refused, rename: refused }
const log = (level: string, logger: string, message: string) => {
  if (level === 'WARN' || level === 'ERROR') console.error(`${level} ${message} (${logger})`)
}

Object.assign(globalThis, { [SANDBOX_ENV]: clientEnv(disk, { log, event: () => {} }) })
