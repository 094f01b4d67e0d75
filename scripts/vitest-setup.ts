/** Tests call what is behind a part's loading without waiting, and simulations must not depend on when it ends. */
import { beforeAll } from 'vitest'
import { loadAllParts } from '../engine/core/base/part.ts'

beforeAll(loadAllParts)
