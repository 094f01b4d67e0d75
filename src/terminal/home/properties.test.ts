import { expect, test } from 'vitest'
import { judged } from '../../../engine/core/broker/config-judgement.ts'
import { parseProperties } from '../../../engine/core/broker/properties.ts'
import { CONFIG_FILES } from './properties.ts'

const NODES = Object.keys(CONFIG_FILES).filter((name) => /^(server|broker|controller)\b/.test(name))

test.each(NODES)('a node starts with %s', (name) => {
  const properties = parseProperties(CONFIG_FILES[name] ?? '')
  expect(judged(properties).get('node.id')).toBe(properties.get('node.id'))
})
